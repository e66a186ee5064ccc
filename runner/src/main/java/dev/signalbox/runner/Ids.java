package dev.signalbox.runner;

import java.time.Instant;

/// Ids that are unique in a session: one runner at a time makes them, and each says when it began.
/// Owned by the agent loop.
final class Ids {
    private final String runner;
    private long count;

    Ids(Instant start, long pid) {
        this.runner = Long.toString(start.toEpochMilli(), 36) + Long.toString(pid, 36);
    }

    String next(String prefix) {
        return prefix + "_" + runner + "_" + Long.toString(++count, 36);
    }
}
