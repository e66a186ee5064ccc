package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Says which lines of a flood of logs are kept, and counts the others, exactly.
///
/// Each source has a bucket of tokens, one a line, that fills by so many a second. The lower a line's
/// level, the more must be left in the bucket for it to be kept: `debug` goes first and `error` last.
/// What was left out is reported once a second.
///
/// One owner thread; time comes from the caller, and is that of a clock that nobody sets
/// ([System#nanoTime]).
public final class LogMeter {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LogFlood limits;
    private final Map<LogSource, Bucket> buckets = new EnumMap<>(LogSource.class);

    private static final class Bucket {
        double tokens;
        long filledAt;
        @Nullable Long leftOutSince;
        final Map<LogLevel, Long> leftOut = new EnumMap<>(LogLevel.class);
    }

    /// Lines that were not kept.
    ///
    /// @param source whose they were
    /// @param lines how many, by level; levels of which none was left out are not in it
    public record LeftOut(LogSource source, Map<LogLevel, Long> lines) {
        public LeftOut {
            lines = Map.copyOf(lines);
        }

        /// A sentence for people.
        public String message() {
            long all = lines.values().stream().mapToLong(Long::longValue).sum();
            return "Left out "
                    + all
                    + (all == 1 ? " log line of the " : " log lines of the ")
                    + source.wireName()
                    + " that came too fast ("
                    + new EnumMap<>(lines)
                            .entrySet().stream()
                                    .map(one -> one.getKey().wireName() + " " + one.getValue())
                                    .collect(Collectors.joining(", "))
                    + ")";
        }

        /// The same for programs: `{"leftOut":{"debug":1200},"source":"agent"}`.
        public ObjectNode data() {
            var counts = ProtocolJson.object();
            new EnumMap<>(lines).forEach((level, count) -> counts.put(level.wireName(), count));
            var data = ProtocolJson.object();
            data.set("leftOut", counts);
            return data.put("source", source.wireName());
        }
    }

    public LogMeter(LogFlood limits) {
        this.limits = limits;
    }

    /// Whether a line is kept. One that is not has been counted.
    public boolean admits(LogSource source, LogLevel level, long nanos) {
        if (limits.linesPerSecond() == 0) {
            return true;
        }
        var bucket = buckets.get(source);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokens = limits.burst();
            bucket.filledAt = nanos;
            buckets.put(source, bucket);
        }
        fill(bucket, nanos);
        if (bucket.tokens >= 1 && bucket.tokens > reserve(level)) {
            bucket.tokens--;
            return true;
        }
        bucket.leftOut.merge(level, 1L, Long::sum);
        if (bucket.leftOutSince == null) {
            bucket.leftOutSince = nanos;
        }
        return false;
    }

    private void fill(Bucket bucket, long nanos) {
        double fresh = (double) (nanos - bucket.filledAt) * limits.linesPerSecond() / SECOND;
        bucket.tokens = Math.min(limits.burst(), bucket.tokens + fresh);
        bucket.filledAt = nanos;
    }

    /// What is kept for lines of higher levels.
    private double reserve(LogLevel level) {
        return switch (level) {
            case DEBUG -> limits.burst() / 2.0;
            case INFO -> limits.burst() / 4.0;
            case WARN -> limits.burst() / 8.0;
            case ERROR -> 0;
        };
    }

    /// Nanoseconds until a report is due; null when nothing was left out.
    public @Nullable Long nanosToReport(long nanos) {
        @Nullable Long next = null;
        for (var bucket : buckets.values()) {
            if (bucket.leftOutSince != null) {
                long left = Math.max(0, bucket.leftOutSince + SECOND - nanos);
                next = next == null ? left : Math.min(next, left);
            }
        }
        return next;
    }

    /// Reports that have waited for a second. Cheap when there are none.
    public List<LeftOut> due(long nanos) {
        return take(nanos, false);
    }

    /// Everything that was left out and not reported; for the end.
    public List<LeftOut> rest(long nanos) {
        return take(nanos, true);
    }

    private List<LeftOut> take(long nanos, boolean all) {
        if (buckets.isEmpty()) {
            return List.of();
        }
        var reports = new ArrayList<LeftOut>();
        buckets.forEach((source, bucket) -> {
            @Nullable Long since = bucket.leftOutSince;
            if (since != null && (all || nanos - since >= SECOND)) {
                reports.add(new LeftOut(source, bucket.leftOut));
                bucket.leftOut.clear();
                bucket.leftOutSince = null;
            }
        });
        return reports;
    }
}
