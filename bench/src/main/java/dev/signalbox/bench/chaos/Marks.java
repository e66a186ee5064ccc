package dev.signalbox.bench.chaos;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Events as short texts, so that what a session holds can be laid beside what the agent was to say.
final class Marks {
    private Marks() {}

    /// The mark of an event that the agent itself said for a query; null for all others, also for
    /// what Signalbox said in its place when it was gone.
    static @Nullable String of(String query, Envelope envelope) {
        @Nullable String mark =
                switch (envelope.event()) {
                    case SessionEvent.Conversation(var event) -> of(event);
                    case SessionEvent.PermissionRequested asked -> of(asked.request());
                    default -> null;
                };
        return mark != null && mark.contains("-" + query) ? mark : null;
    }

    /// The same for a line of a spool.
    static @Nullable String of(String query, SpoolLine line) {
        @Nullable String mark = of(line.event());
        return mark != null && mark.contains("-" + query) ? mark : null;
    }

    private static @Nullable String of(StreamEvent event) {
        return switch (event) {
            case StreamEvent.BlockStart start -> "start " + start.block().id();
            case StreamEvent.TextDelta delta ->
                    "delta " + delta.blockId() + " " + delta.delta().strip();
            case StreamEvent.BlockComplete complete ->
                    isCut(complete.block()) ? null : "complete " + complete.blockId();
            case StreamEvent.PermissionRequested asked -> "asked " + asked.requestId();
            default -> null;
        };
    }

    private static boolean isCut(ConversationBlock block) {
        return block.incomplete() != null;
    }

    /// What is wrong with what came.
    ///
    /// @param lost that should be there and are not
    /// @param doubled that are there again
    /// @param reordered that are there after one that should follow them
    record Difference(List<String> lost, List<String> doubled, List<String> reordered) {
        boolean isNone() {
            return lost.isEmpty() && doubled.isEmpty() && reordered.isEmpty();
        }
    }

    /// Compares what came with what was to be said.
    ///
    /// @param least how many of `said`, from the first, must have come
    static Difference compare(List<String> said, List<String> came, long least) {
        var seen = new HashSet<String>();
        var doubled = new ArrayList<String>();
        var reordered = new ArrayList<String>();
        int furthest = -1;
        for (var mark : came) {
            if (!seen.add(mark)) {
                doubled.add(mark);
                continue;
            }
            int place = said.indexOf(mark);
            if (place < furthest) {
                reordered.add(mark);
            }
            furthest = Math.max(furthest, place);
        }
        long must = Math.max(Math.min(least, said.size()), furthest + 1L);
        var lost =
                said.subList(0, (int) must).stream().filter(mark -> !seen.contains(mark)).toList();
        return new Difference(lost, doubled, reordered);
    }
}
