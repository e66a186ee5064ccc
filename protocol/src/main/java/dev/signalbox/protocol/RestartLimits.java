package dev.signalbox.protocol;

import java.time.Duration;

/// How often something that crashes is started again, and how soon.
///
/// @param attempts restarts within `window`; one more crash and a person must act; 0 = never by
///   itself
/// @param first the first wait; it doubles with each crash, up to `longest`
public record RestartLimits(int attempts, Duration window, Duration first, Duration longest) {
    /// Five times in ten minutes, after 1, 2, 4 … 60 seconds.
    public static final RestartLimits DEFAULT =
            new RestartLimits(
                    5, Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(60));

    public RestartLimits {
        if (attempts < 0) {
            throw new IllegalArgumentException("restart.attempts must not be negative");
        }
        requirePositive(window, "restart.window");
        requirePositive(first, "restart.first");
        requirePositive(longest, "restart.longest");
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero");
        }
    }
}
