package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentPort;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// What one life of the process leaves to the next: Codex's own thread, and what it has used.
final class CodexMemory {
    private static final String THREAD = "codex.threadId";
    private static final String TOTALS = "codex.totals";
    private static final String LOST = "codex.lost";
    private static final String YES = "true";

    private final AgentPort port;
    private final Map<String, String> facts;

    CodexMemory(Map<String, String> remembered, AgentPort port) {
        this.port = port;
        this.facts = new HashMap<>(remembered);
    }

    /// The thread to go on with; null to begin one.
    @Nullable String threadId() {
        var id = facts.get(THREAD);
        return id == null || id.isEmpty() ? null : id;
    }

    /// A turn was begun in a thread. Before that Codex writes nothing down that could be resumed.
    void used(String threadId) {
        remember(THREAD, threadId);
        remember(LOST, "");
    }

    /// Codex does not know the thread any more.
    void lost() {
        remember(THREAD, "");
        remember(TOTALS, "");
        remember(LOST, YES);
    }

    /// Whether the thread was lost and nothing was said in another one yet.
    boolean isLost() {
        return YES.equals(facts.get(LOST));
    }

    /// What the thread has used in all; null when nothing is known.
    @Nullable String totals() {
        return facts.get(TOTALS);
    }

    void totals(String totals) {
        remember(TOTALS, totals);
    }

    private void remember(String key, String value) {
        if (!value.equals(facts.put(key, value))) {
            port.remember(key, value);
        }
    }
}
