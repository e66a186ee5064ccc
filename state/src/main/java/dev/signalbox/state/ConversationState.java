package dev.signalbox.state;

import dev.signalbox.protocol.Metadata;

import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// One conversation: the main one, or a subagent's. Immutable.
///
/// What it used is not here but in [UsageLedger].
///
/// @param blocks in the order of their first events
/// @param metadata model, title, context, commands and unknown fields, each as it was said last
public record ConversationState(String id, PVector<BlockState> blocks, Metadata metadata) {
    static ConversationState empty(String id) {
        return new ConversationState(id, TreePVector.empty(), Metadata.NONE);
    }

    ConversationState plus(BlockState block) {
        return new ConversationState(id, blocks.plus(block), metadata);
    }

    ConversationState with(int index, BlockState block) {
        return new ConversationState(id, blocks.with(index, block), metadata);
    }

    /// Field by field the later one wins; what the later one does not say stays.
    ConversationState updatedBy(Metadata later) {
        return new ConversationState(id, blocks, metadata.updatedBy(withoutUsage(later)));
    }

    private static Metadata withoutUsage(Metadata said) {
        return new Metadata(
                null,
                null,
                said.contextUsed(),
                said.contextWindow(),
                said.model(),
                said.title(),
                said.commands(),
                said.others());
    }
}
