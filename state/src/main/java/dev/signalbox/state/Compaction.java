package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

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
    private Compaction() {}

    /// The events that remain, in the same order, unchanged.
    ///
    /// @param journal a session's events from the first one on, by rising `seq`; an event whose
    ///   `seq` is not above the one before it was never folded, and goes as well
    public static List<Envelope> compact(List<Envelope> journal) {
        var scan = new CompactionScan();
        var folded = new ArrayList<Envelope>(journal.size());
        var dropped = new HashSet<Long>();
        long seq = 0;
        for (var envelope : journal) {
            if (envelope.seq() <= seq) {
                continue;
            }
            seq = envelope.seq();
            folded.add(envelope);
            for (var range : scan.on(envelope)) {
                for (long one = range.first(); one <= range.last(); one++) {
                    dropped.add(one);
                }
            }
        }
        folded.removeIf(envelope -> dropped.contains(envelope.seq()));
        return List.copyOf(folded);
    }
}
