package dev.signalbox.state;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.TreePMap;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// What was said and done: every conversation with its blocks. Immutable.
///
/// The rules, for blocks whose ids are unique in the session:
///
/// - `session:block:start` of an unknown id appends an open block to its conversation.
/// - `session:block:delta` appends to the text of an open block of that conversation.
/// - `session:block:update` changes fields of an open block of that conversation.
/// - `session:block:complete` puts the final block in the place of the open one of the same
///   conversation and type; of an unknown id it appends the block whole.
/// - `session:metadata:update` changes the conversation's fields; see [ConversationState].
/// - A conversation begins with its first block or metadata; the main one is always there.
/// - Everything else changes nothing. That includes events that break the block law: the server
///   checks the law before it writes, so these rules are the second line.
///
/// So a block's place is that of its first event, and that event is never compacted away.
///
/// @param byId in the order in which they began
/// @param places where each block is, by its id
/// @param open ids of the open blocks, in the order in which they began
public record Conversations(
        OrderedPMap<String, ConversationState> byId,
        TreePMap<String, Place> places,
        OrderedPSet<String> open) {

    /// Nothing said yet.
    public static final Conversations EMPTY =
            new Conversations(
                    OrderedPMap.singleton(
                            StreamEvent.MAIN, ConversationState.empty(StreamEvent.MAIN)),
                    TreePMap.empty(),
                    OrderedPSet.empty());

    /// Where a block is.
    ///
    /// @param index in its conversation, from 0
    public record Place(String conversationId, int index) {}

    Conversations on(Envelope envelope) {
        if (!(envelope.event() instanceof SessionEvent.Conversation(var said))) {
            return this;
        }
        String id = said.conversationId();
        return switch (said) {
            case StreamEvent.BlockStart start ->
                    append(id, BlockState.started(start.block(), envelope.queryId()));
            case StreamEvent.TextDelta delta ->
                    change(id, delta.blockId(), block -> block.plus(delta.delta()));
            case StreamEvent.BlockUpdate update ->
                    change(id, update.blockId(), block -> block.updated(update.updates()));
            case StreamEvent.BlockComplete complete ->
                    complete(id, complete.blockId(), complete.block(), envelope.queryId());
            case StreamEvent.MetadataUpdate update ->
                    with(conversation(id).updatedBy(update.metadata()));
        };
    }

    private Conversations append(String conversationId, BlockState block) {
        if (places.containsKey(block.id())) {
            return this;
        }
        var conversation = conversation(conversationId);
        return new Conversations(
                byId.plus(conversationId, conversation.plus(block)),
                places.plus(block.id(), new Place(conversationId, conversation.blocks().size())),
                block.isOpen() ? open.plus(block.id()) : open);
    }

    private Conversations change(
            String conversationId, String blockId, UnaryOperator<BlockState> how) {
        Place place = places.get(blockId);
        if (place == null || !place.conversationId().equals(conversationId)) {
            return this;
        }
        var conversation = conversation(conversationId);
        var after = how.apply(conversation.blocks().get(place.index()));
        return new Conversations(
                byId.plus(conversationId, conversation.with(place.index(), after)),
                places,
                after.isOpen() ? open : open.minus(blockId));
    }

    private Conversations complete(
            String conversationId,
            String blockId,
            ConversationBlock block,
            @Nullable String queryId) {
        if (!block.id().equals(blockId)) {
            return this;
        }
        return places.containsKey(blockId)
                ? change(conversationId, blockId, before -> before.completed(block))
                : append(conversationId, BlockState.whole(block, queryId));
    }

    private Conversations with(ConversationState conversation) {
        return new Conversations(byId.plus(conversation.id(), conversation), places, open);
    }

    private ConversationState conversation(String id) {
        var known = byId.get(id);
        return known == null ? ConversationState.empty(id) : known;
    }

    /// The block, or null if no event was about it. O(log n).
    public @Nullable BlockState block(String blockId) {
        Place place = places.get(blockId);
        return place == null
                ? null
                : conversation(place.conversationId()).blocks().get(place.index());
    }

    /// Those that have started and are not complete, oldest first.
    public List<BlockState> openBlocks() {
        return open.stream().map(id -> Objects.requireNonNull(block(id))).toList();
    }
}
