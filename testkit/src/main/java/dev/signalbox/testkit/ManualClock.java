package dev.signalbox.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that moves only when a test moves it, with two faces: the time of day, which somebody may
/// set, and the time that passes ([#nanoTime]), which nobody can. Thread-safe.
public final class ManualClock implements InstantSource {
    private Instant now;
    private long nanos;

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

    /// What [System#nanoTime] would say.
    public synchronized long nanoTime() {
        return nanos;
    }

    /// Lets time pass.
    ///
    /// @param duration negative is a [#step]: time that passes does not come back
    /// @return the time of day that it shows now
    public synchronized Instant advance(Duration duration) {
        now = now.plus(duration);
        nanos += Math.max(0, duration.toNanos());
        return now;
    }

    /// Sets the time of day, as an administrator or a time server does; no time passes.
    ///
    /// @param duration on, or back when negative
    /// @return the time of day that it shows now
    public synchronized Instant step(Duration duration) {
        now = now.plus(duration);
        return now;
    }
}
