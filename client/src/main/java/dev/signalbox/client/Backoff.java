package dev.signalbox.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time, up to a bound, and never as
/// long as the next client, so that a thousand of them do not come back in the same moment.
final class Backoff {
    private static final long FIRST_MS = 200;
    private static final long MOST_MS = 5_000;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Between half of this attempt's wait and all of it.
    Duration next() {
        long most = Math.min(MOST_MS, FIRST_MS << Math.min(attempts, 10));
        attempts++;
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /// It worked: the next failure is a first one again.
    void reset() {
        attempts = 0;
    }
}
