package dev.signalbox.protocol;

import java.time.Duration;

/// Things in words, for messages that people read.
public final class Words {
    private Words() {}

    /// A duration in its largest unit that leaves nothing over: `1 hour`, `90 seconds`, `250 ms`.
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 3_600 == 0) {
            return count(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
