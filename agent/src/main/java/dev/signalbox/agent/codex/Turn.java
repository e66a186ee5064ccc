package dev.signalbox.agent.codex;

import dev.signalbox.protocol.Metadata;

import org.jspecify.annotations.Nullable;

/// What is known of a query while Codex works on it.
final class Turn {
    final String queryId;

    /// Codex's own id; null until it has said that it took the message up.
    @Nullable String turnId;

    boolean isInterruptAsked;

    /// Whether the user was told of a failure that ended the turn.
    boolean hasFailed;

    /// All that was said of it so far, for the last metadata of a query stands for the whole.
    Metadata metadata = Metadata.NONE;

    Turn(String queryId) {
        this.queryId = queryId;
    }
}
