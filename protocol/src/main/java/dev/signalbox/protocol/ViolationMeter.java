package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts lines that broke the protocol, and says when they are to be reported: the first of a kind
/// at once, those of the following second together. One owner thread; time comes from the caller, and
/// is that of a clock that nobody sets ([System#nanoTime]).
public final class ViolationMeter {
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final Map<Violation, Kind> kinds = new EnumMap<>(Violation.class);

    private static final class Kind {
        @Nullable Long reported;
        long count;
        long bytes;
        String head = "";
        String message = "";
    }

    /// Counts a line.
    ///
    /// @param bytes the line's length, without its newline
    /// @param head the line's first bytes, or all of it
    /// @return the report to make now, or null when it waits for [#due]
    public @Nullable RunnerViolation add(
            Violation kind, String message, long bytes, byte[] head, long now) {
        var known = kinds.computeIfAbsent(kind, _ -> new Kind());
        known.count++;
        known.bytes = bytes;
        known.head = head(head);
        known.message = message;
        return isDue(known, now) ? report(kind, known, now) : null;
    }

    /// Reports that have waited for a second. Cheap when there are none.
    public List<RunnerViolation> due(long now) {
        return take(now, false);
    }

    /// Everything that was counted and not reported; for the end of a stream.
    public List<RunnerViolation> rest(long now) {
        return take(now, true);
    }

    private List<RunnerViolation> take(long now, boolean all) {
        if (kinds.isEmpty()) {
            return List.of();
        }
        var reports = new ArrayList<RunnerViolation>();
        kinds.forEach((kind, known) -> {
            if (known.count > 0 && (all || isDue(known, now))) {
                reports.add(report(kind, known, now));
            }
        });
        return reports;
    }

    private static boolean isDue(Kind known, long now) {
        @Nullable Long reported = known.reported;
        return reported == null || now - reported >= WINDOW.toNanos();
    }

    private static RunnerViolation report(Violation kind, Kind known, long now) {
        var report = new RunnerViolation(kind, known.count, known.bytes, known.head, known.message);
        known.count = 0;
        known.reported = now;
        return report;
    }

    private static String head(byte[] line) {
        int max = ProtocolLimits.VIOLATION_HEAD_CHARS;
        var text = new String(line, 0, Math.min(line.length, max * 4), StandardCharsets.UTF_8);
        return text.length() <= max ? text : text.substring(0, max);
    }
}
