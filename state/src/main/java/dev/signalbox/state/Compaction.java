package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which events of a journal may be dropped without changing what it adds up to.
///
/// Once a block is complete, its deltas and updates may go: its completion holds the whole block.
/// Its `session:block:start` stays, because a block's place is that of its first event and its
/// `queryId` is that event's; so does its completion. Nothing else goes: a cumulative
/// `session:metadata:update` is small, and what an earlier one said may not be said again.
///
/// So folding a compacted journal gives the same state, the order of the blocks and `seq`
/// included, from any journal: the last event is never dropped, as a completion follows every
/// dropped one.
public final class Compaction {
    private final Map<String, Open> open = new HashMap<>();
    private final Set<String> complete = new HashSet<>();
    private final BitSet dropped = new BitSet();

    /// A block that has started: its conversation and type, and its deltas and updates so far.
    private record Open(String conversationId, String type, List<Integer> between) {}

    private Compaction() {}

    /// The events that remain, in the same order, unchanged.
    ///
    /// @param journal a session's events from the first one on, by rising `seq`; an event whose
    ///   `seq` is not above the one before it was never folded, and goes as well
    public static List<Envelope> compact(List<Envelope> journal) {
        var compaction = new Compaction();
        long seq = 0;
        for (int i = 0; i < journal.size(); i++) {
            var envelope = journal.get(i);
            if (envelope.seq() <= seq) {
                compaction.dropped.set(i);
                continue;
            }
            seq = envelope.seq();
            if (envelope.event() instanceof SessionEvent.Conversation(var said)) {
                compaction.read(i, said);
            }
        }
        var remaining = new ArrayList<Envelope>(journal.size());
        for (int i = 0; i < journal.size(); i++) {
            if (!compaction.dropped.get(i)) {
                remaining.add(journal.get(i));
            }
        }
        return List.copyOf(remaining);
    }

    private void read(int index, StreamEvent.Conversation said) {
        switch (said) {
            case StreamEvent.BlockStart(var conversation, var block, _) -> {
                if (!complete.contains(block.id())) {
                    open.putIfAbsent(
                            block.id(), new Open(conversation, block.type(), new ArrayList<>()));
                }
            }
            case StreamEvent.TextDelta delta -> between(delta.blockId(), index);
            case StreamEvent.BlockUpdate update -> between(update.blockId(), index);
            case StreamEvent.BlockComplete last -> complete(last);
            case StreamEvent.MetadataUpdate _ -> {}
        }
    }

    private void between(String blockId, int index) {
        var block = open.get(blockId);
        if (block != null) {
            block.between.add(index);
        }
    }

    /// As [Conversations] has it: a completion that does not fit its block changes nothing.
    private void complete(StreamEvent.BlockComplete last) {
        String id = last.blockId();
        if (!id.equals(last.block().id())) {
            return;
        }
        var block = open.get(id);
        if (block == null) {
            complete.add(id);
        } else if (block.conversationId.equals(last.conversationId())
                && block.type.equals(last.block().type())) {
            block.between.forEach(dropped::set);
            open.remove(id);
            complete.add(id);
        }
    }
}
