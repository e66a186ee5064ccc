package dev.signalbox.runtime;

import java.time.Duration;

/// Which log lines a session keeps: those that keep within all three. The conversation, states and
/// errors are kept whatever their age.
///
/// @param age no older than that; zero = of any age
/// @param lines no more than that; 0 = any number
/// @param bytes no more than that in JSON, all together; 0 = any size
public record LogRetention(Duration age, int lines, long bytes) {
    /// What is kept unless somebody says otherwise.
    public static final LogRetention DEFAULT =
            new LogRetention(Duration.ofDays(30), 100_000, 64L << 20);

    public LogRetention {
        if (age.isNegative() || lines < 0 || bytes < 0) {
            throw new IllegalArgumentException("logs.retention: nothing may be negative");
        }
    }

    /// Whether everything is kept.
    boolean isAll() {
        return age.isZero() && lines == 0 && bytes == 0;
    }
}
