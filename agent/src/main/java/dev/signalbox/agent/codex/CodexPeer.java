package dev.signalbox.agent.codex;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/// What a translator has to tell Codex. In a recording nobody listens.
interface CodexPeer {
    /// Answers a request of Codex's.
    void reply(JsonNode id, JsonNode result);

    /// A request of Codex's that nobody can answer.
    void refuse(JsonNode id, String method);

    /// A person said no, and what to do instead; without words a refusal tells the model nothing.
    void steer(String threadId, String turnId, String message);

    /// A turn was interrupted, and these commands of it still run.
    void leftRunning(String threadId, Set<String> itemIds);

    /// A query was interrupted, and a subagent of it is still at work.
    void stop(String threadId);

    /// Nobody.
    static CodexPeer nobody() {
        return new CodexPeer() {
            @Override
            public void reply(JsonNode id, JsonNode result) {}

            @Override
            public void refuse(JsonNode id, String method) {}

            @Override
            public void steer(String threadId, String turnId, String message) {}

            @Override
            public void leftRunning(String threadId, Set<String> itemIds) {}

            @Override
            public void stop(String threadId) {}
        };
    }
}
