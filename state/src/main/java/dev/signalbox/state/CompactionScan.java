package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Goes through a session's events once and says which of them may be dropped, as soon as it is
/// certain. The rules are those of [Compaction].
///
/// It may begin anywhere that [#resumeAfter] once gave: the deltas and updates that were dropped
/// before are not missed. Events of other types may be left out. Not thread-safe.
public final class CompactionScan {
    private static final List<Range> NOTHING = List.of();

    /// In the order in which they began.
    private final Map<String, Open> open = new LinkedHashMap<>();

    private final Set<String> complete = new HashSet<>();
    private long seq;

    /// Events that follow each other without a gap.
    ///
    /// @param first `seq` of the first
    /// @param last `seq` of the last
    public record Range(long first, long last) {}

    /// A block that has started: its conversation and type, and its deltas and updates so far.
    private record Open(
            String conversationId, String type, long startSeq, ArrayList<Range> between) {
        void add(long seq) {
            int last = between.size() - 1;
            if (last >= 0 && between.get(last).last() == seq - 1) {
                between.set(last, new Range(between.get(last).first(), seq));
            } else {
                between.add(new Range(seq, seq));
            }
        }
    }

    /// Looks at the next event, whose `seq` is above those before it.
    ///
    /// @return what may be dropped from now on because of it, by rising `seq`; mostly nothing
    public List<Range> on(Envelope envelope) {
        seq = envelope.seq();
        if (!(envelope.event() instanceof SessionEvent.Conversation(var said))) {
            return NOTHING;
        }
        return switch (said) {
            case StreamEvent.BlockStart(var conversation, var block, _) -> {
                if (!complete.contains(block.id())) {
                    open.putIfAbsent(
                            block.id(),
                            new Open(conversation, block.type(), seq, new ArrayList<>()));
                }
                yield NOTHING;
            }
            case StreamEvent.TextDelta delta -> between(delta.blockId());
            case StreamEvent.BlockUpdate update -> between(update.blockId());
            case StreamEvent.BlockComplete last -> complete(last);
            case StreamEvent.MetadataUpdate _ -> NOTHING;
        };
    }

    private List<Range> between(String blockId) {
        var block = open.get(blockId);
        if (block != null) {
            block.add(seq);
        }
        return NOTHING;
    }

    /// As [Conversations] has it: a completion that does not fit its block changes nothing.
    private List<Range> complete(StreamEvent.BlockComplete last) {
        String id = last.blockId();
        if (!id.equals(last.block().id())) {
            return NOTHING;
        }
        var block = open.get(id);
        if (block == null) {
            complete.add(id);
            return NOTHING;
        }
        if (!block.conversationId.equals(last.conversationId())
                || !block.type.equals(last.block().type())) {
            return NOTHING;
        }
        open.remove(id);
        complete.add(id);
        return block.between;
    }

    /// Where another scan can begin that is to find what follows: behind this `seq`.
    ///
    /// @param seen everything up to here was shown to this scan, or is not about blocks
    public long resumeAfter(long seen) {
        var oldest = open.values().iterator();
        return oldest.hasNext() ? oldest.next().startSeq - 1 : seen;
    }
}
