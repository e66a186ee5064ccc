package dev.signalbox.agent.claude;

import dev.signalbox.agent.AgentPort;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// What one life of the process leaves to the next: Claude's own session, and what its version does
/// not know.
final class ClaudeMemory {
    private static final String SESSION_ID = "claude.sessionId";
    private static final String SESSION_USED = "claude.sessionUsed";
    private static final String IS_RETOLD = "claude.isToBeRetold";
    private static final String TOTALS = "claude.totals";
    private static final String WITHOUT_SUBAGENT_TEXT = "claude.withoutSubagentText";
    private static final String YES = "true";
    private static final String NO = "false";

    private final AgentPort port;
    private final Map<String, String> facts;

    ClaudeMemory(Map<String, String> remembered, AgentPort port) {
        this.port = port;
        this.facts = new HashMap<>(remembered);
    }

    /// Claude's own id of the session, made when it is asked for first.
    String sessionId() {
        var known = facts.get(SESSION_ID);
        if (known != null) {
            return known;
        }
        var fresh = UUID.randomUUID().toString();
        remember(SESSION_ID, fresh);
        return fresh;
    }

    /// Whether Claude has written something down under that id.
    boolean isUsed() {
        return is(SESSION_USED);
    }

    void used() {
        if (!isUsed()) {
            remember(SESSION_USED, YES);
        }
    }

    /// Claude does not know the session: the next process begins a new one.
    void lost() {
        remember(SESSION_ID, UUID.randomUUID().toString());
        remember(SESSION_USED, NO);
        remember(TOTALS, "");
        remember(IS_RETOLD, YES);
    }

    /// Whether Claude is to be told again what was said before; asked once.
    boolean takeRetelling() {
        boolean isDue = is(IS_RETOLD);
        if (isDue) {
            remember(IS_RETOLD, NO);
        }
        return isDue;
    }

    /// What the session has used in all, as the last result said; null when there was none.
    @Nullable String totals() {
        return facts.get(TOTALS);
    }

    void totals(String totals) {
        remember(TOTALS, totals);
    }

    boolean knowsSubagentText() {
        return !is(WITHOUT_SUBAGENT_TEXT);
    }

    void withoutSubagentText() {
        remember(WITHOUT_SUBAGENT_TEXT, YES);
    }

    private boolean is(String key) {
        return YES.equals(facts.get(key));
    }

    private void remember(String key, String value) {
        facts.put(key, value);
        port.remember(key, value);
    }
}
