package dev.signalbox.protocol;

/// How many log lines of one source are kept of a session. What comes faster is left out and counted:
/// see [LogMeter].
///
/// @param linesPerSecond kept for as long as it lasts; 0 = all lines are kept
/// @param burst so many more may come at once after a quiet time, from 1
public record LogFlood(int linesPerSecond, int burst) {
    /// What is kept unless somebody says otherwise.
    public static final LogFlood DEFAULT = new LogFlood(200, 2_000);

    public LogFlood {
        if (linesPerSecond < 0) {
            throw new IllegalArgumentException("logs.flood.linesPerSecond must not be negative");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("logs.flood.burst must be 1 or more");
        }
    }
}
