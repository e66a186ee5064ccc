package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentPort;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// What one life of the process leaves to the next: the agent's own session, and what it has cost.
final class Memory {
    private static final String SESSION_ID = "acp.sessionId";
    private static final String MADE_AT = "acp.sessionMadeAt";
    private static final String COST = "acp.cost";

    private final AgentPort port;
    private final Map<String, String> facts;

    Memory(Map<String, String> remembered, AgentPort port) {
        this.port = port;
        this.facts = new HashMap<>(remembered);
    }

    /// The agent's id of the session, once it has worked in it; null before.
    @Nullable String sessionId() {
        var id = facts.get(SESSION_ID);
        return id == null || id.isEmpty() ? null : id;
    }

    /// The agent works in a session of this id.
    void used(String sessionId, Instant madeAt) {
        if (!sessionId.equals(facts.get(SESSION_ID))) {
            remember(SESSION_ID, sessionId);
            remember(MADE_AT, madeAt.toString());
        }
    }

    /// Whether it is still the minute of the clock in which the session was made.
    boolean isOfThisMinute(Instant now) {
        try {
            var madeAt = Instant.parse(facts.getOrDefault(MADE_AT, ""));
            return madeAt.truncatedTo(ChronoUnit.MINUTES)
                    .equals(now.truncatedTo(ChronoUnit.MINUTES));
        } catch (DateTimeException _) {
            return false;
        }
    }

    @Nullable String cost() {
        return facts.get(COST);
    }

    void cost(String cost) {
        remember(COST, cost);
    }

    private void remember(String key, String value) {
        facts.put(key, value);
        port.remember(key, value);
    }
}
