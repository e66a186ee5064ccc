package dev.signalbox.state;

import dev.signalbox.protocol.Blocks;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// One block as it stands now. Immutable.
///
/// An open block takes deltas and updates; a complete one never changes again.
///
/// @param head the block with every update; while it is open its text stands in `text` alone
/// @param text start and deltas put together; empty once the block is complete
/// @param isOpen started and not complete
/// @param queryId from the envelope of the block's first event; null outside a query
public record BlockState(
        ConversationBlock head, Text text, boolean isOpen, @Nullable String queryId) {

    /// A block that begins.
    static BlockState started(ConversationBlock block, @Nullable String queryId) {
        return new BlockState(block, Text.of(Blocks.text(block)), true, queryId);
    }

    /// A block that is whole.
    static BlockState whole(ConversationBlock block, @Nullable String queryId) {
        return new BlockState(block, Text.EMPTY, false, queryId);
    }

    public String id() {
        return head.id();
    }

    /// The whole block. For an open block its text is put together at each call.
    public ConversationBlock block() {
        return text.isEmpty() ? head : Blocks.withText(head, text.toString());
    }

    /// With more text. A complete block, and one without a text, stay as they are.
    BlockState plus(String delta) {
        if (!isOpen || delta.isEmpty() || Blocks.textField(head) == null) {
            return this;
        }
        return new BlockState(head, text.plus(delta), true, queryId);
    }

    /// With other fields (see [Blocks#update]). A complete block stays as it is, and so does one
    /// that the update does not fit: all of an update counts, or nothing.
    BlockState updated(Map<String, JsonNode> updates) {
        if (!isOpen) {
            return this;
        }
        try {
            return new BlockState(Blocks.update(head, updates), text, true, queryId);
        } catch (ProtocolException e) {
            return this; // The fold is total: whoever wrote the journal has reported it.
        }
    }

    /// The final block in its place. A complete block stays as it is, and so does one of another
    /// type.
    BlockState completed(ConversationBlock block) {
        return isOpen && head.type().equals(block.type()) ? whole(block, queryId) : this;
    }
}
