package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentPort;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What one life of the process leaves to the next: the id of OpenCode's own session.
final class OpenCodeMemory {
    private static final String SESSION_ID = "opencode.sessionId";

    private final AgentPort port;
    private @Nullable String sessionId;

    OpenCodeMemory(Map<String, String> remembered, AgentPort port) {
        this.port = port;
        this.sessionId = remembered.get(SESSION_ID);
    }

    /// Null before there was one.
    @Nullable String sessionId() {
        return sessionId;
    }

    void sessionId(String id) {
        if (!id.equals(sessionId)) {
            sessionId = id;
            port.remember(SESSION_ID, id);
        }
    }
}
