package dev.signalbox.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that moves only when a test moves it. Thread-safe.
public final class ManualClock implements InstantSource {
    private Instant now;

    public ManualClock(Instant start) {
        this.now = start;
    }

    /// A clock that starts at 2026-01-01T00:00:00Z.
    public static ManualClock start() {
        return new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /// Moves the clock on, or back when the duration is negative.
    ///
    /// @return the time that it shows now
    public synchronized Instant advance(Duration duration) {
        now = now.plus(duration);
        return now;
    }
}
