package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// The messages that wait, the next to run first. Immutable.
///
/// - `session:query:queued` puts a message at its `position` (from 1; beyond the end: at the end)
///   unless its query waits already.
/// - `session:query:started` and `session:query:ended` (a cancelled one never starts) take the
///   query's message out.
/// - Everything else changes nothing.
public record MessageQueue(PVector<QueuedMessage> messages) {
    public static final MessageQueue EMPTY = new MessageQueue(TreePVector.empty());

    MessageQueue on(Envelope envelope) {
        return switch (envelope.event()) {
            case SessionEvent.QueryQueued queued -> add(envelope, queued);
            case SessionEvent.QueryStarted started -> without(started.queryId());
            case SessionEvent.QueryEnded ended -> without(ended.queryId());
            default -> this; // The other events are not about the queue.
        };
    }

    private MessageQueue add(Envelope envelope, SessionEvent.QueryQueued queued) {
        if (get(queued.queryId()) != null) {
            return this;
        }
        var message =
                new QueuedMessage(
                        queued.queryId(),
                        envelope.at(),
                        queued.content(),
                        queued.messageId(),
                        queued.by());
        int index = Math.clamp(queued.position() - 1L, 0, messages.size());
        return new MessageQueue(messages.plus(index, message));
    }

    private MessageQueue without(String queryId) {
        var message = get(queryId);
        return message == null ? this : new MessageQueue(messages.minus(message));
    }

    /// The message of a query, or null if it does not wait.
    public @Nullable QueuedMessage get(String queryId) {
        for (var message : messages) {
            if (message.queryId().equals(queryId)) {
                return message;
            }
        }
        return null;
    }
}
