package dev.signalbox.agent.claude;

import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

/// What is known of a query while Claude works on it.
final class Turn {
    final String queryId;

    /// The id of the user's message; null for a turn that Claude started.
    final @Nullable String messageUuid;

    /// Whether Claude has said that it took the message up.
    boolean isTakenUp;

    boolean isInterruptAsked;

    /// Whether a block of the main conversation came of it.
    boolean hasSaidSomething;

    /// All that was said of it so far, for the last metadata of a query stands for the whole.
    Metadata metadata = Metadata.NONE;

    /// The sum over the model's messages that are complete.
    Usage usage = new Usage(0, 0, 0, 0);

    Turn(String queryId, @Nullable String messageUuid) {
        this.queryId = queryId;
        this.messageUuid = messageUuid;
    }
}
