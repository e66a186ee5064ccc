package dev.signalbox.bench;

import java.time.Instant;
import java.util.function.DoubleConsumer;

/// What one reader has of a session of a [StampingAgent]. One thread writes it.
final class ReaderLog {
    private static final String SEQ = "\"seq\":";
    private static final String DELTA = "\"delta\":\"";

    private final DoubleConsumer ages;
    private volatile long seq;
    private volatile boolean isInOrder = true;

    /// @param after what it has already
    /// @param ages is given how old each delta is when it comes, in milliseconds
    ReaderLog(long after, DoubleConsumer ages) {
        this.seq = after;
        this.ages = ages;
    }

    /// A line with an event in it, or another one.
    void line(String line) {
        int at = line.indexOf(SEQ);
        if (at < 0) {
            return;
        }
        long next = number(line, at + SEQ.length());
        isInOrder &= next == seq + 1;
        seq = next;
        int stamp = line.indexOf(DELTA);
        if (stamp >= 0) {
            var now = Instant.now();
            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            ages.accept((nanos - number(line, stamp + DELTA.length())) / 1e6);
        }
    }

    private static long number(String text, int start) {
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text, start, end, 10);
    }

    /// The last event that came.
    long seq() {
        return seq;
    }

    /// Whether each event came once, and in order.
    boolean isInOrder() {
        return isInOrder;
    }
}
