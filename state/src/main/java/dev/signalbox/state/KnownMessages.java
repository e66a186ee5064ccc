package dev.signalbox.state;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Which query a message became, for ever: the same message sent again gives the same query.
/// Immutable.
///
/// An id is learned from `session:query:queued` with a `messageId`, and from the start or the
/// completion of a `user_message` block that belongs to a query. The first one wins.
public record KnownMessages(TreePMap<String, String> queryIds) {
    public static final KnownMessages EMPTY = new KnownMessages(TreePMap.empty());

    KnownMessages on(Envelope envelope) {
        return switch (envelope.event()) {
            case SessionEvent.QueryQueued queued -> add(queued.messageId(), queued.queryId());
            case SessionEvent.Conversation(StreamEvent.BlockStart start) ->
                    add(start.block(), envelope.queryId());
            case SessionEvent.Conversation(StreamEvent.BlockComplete complete) ->
                    add(complete.block(), envelope.queryId());
            default -> this; // The other events are not about messages.
        };
    }

    private KnownMessages add(ConversationBlock block, @Nullable String queryId) {
        return block instanceof ConversationBlock.UserMessage ? add(block.id(), queryId) : this;
    }

    private KnownMessages add(@Nullable String messageId, @Nullable String queryId) {
        return messageId == null || queryId == null || queryIds.containsKey(messageId)
                ? this
                : new KnownMessages(queryIds.plus(messageId, queryId));
    }
}
