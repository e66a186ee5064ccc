package dev.signalbox.runner;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/// When a failed agent is started again: after 1, 2, 4 … 60 seconds, more or less a fifth, and not
/// by itself after five failures in a row within ten minutes.
final class RestartPolicy {
    private static final int FAILURES_MAX = 5;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final long FIRST_MS = 1_000;
    private static final long LONGEST_MS = 60_000;

    private final InstantSource clock;
    private final Deque<Instant> failures = new ArrayDeque<>();

    RestartPolicy(InstantSource clock) {
        this.clock = clock;
    }

    void failed() {
        var now = clock.instant();
        failures.add(now);
        while (failures.getFirst().isBefore(now.minus(WINDOW))) {
            failures.remove();
        }
    }

    /// The agent did what it is for.
    void succeeded() {
        failures.clear();
    }

    /// How long to wait after the last failure; null: until somebody asks.
    @Nullable Duration pause() {
        int count = failures.size();
        if (count >= FAILURES_MAX) {
            return null;
        }
        long ms = Math.min(LONGEST_MS, FIRST_MS << Math.max(0, count - 1));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ms * 4 / 5, ms * 6 / 5));
    }
}
