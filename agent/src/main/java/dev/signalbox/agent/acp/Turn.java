package dev.signalbox.agent.acp;

import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryCause;

import org.jspecify.annotations.Nullable;

/// What is known of a query while the agent works on it.
final class Turn {
    final String queryId;

    /// Whether the agent began it by itself, so that no answer will say that it has ended.
    final boolean isAgents;

    boolean isInterruptAsked;

    /// Why it was given up by us, for then it has failed whatever the agent answers.
    @Nullable QueryCause givenUp;

    /// All that was said of it so far, for the last metadata of a query stands for the whole.
    Metadata metadata = Metadata.NONE;

    Turn(String queryId, boolean isAgents) {
        this.queryId = queryId;
        this.isAgents = isAgents;
    }
}
