package dev.signalbox.protocol;

import java.time.Duration;
import java.util.regex.Pattern;

/// Things in words, for messages that people read.
public final class Words {
    /// A line of a stack trace: `at dev.signalbox.A.b(A.java:3)`, `... 12 more`.
    private static final Pattern FRAME =
            Pattern.compile(
                    "\\R?^[ \\t]*+(?:at [\\w.$/<>@-]++\\([^()\\n]*\\)[^\\n]*|\\.\\.\\. \\d++ (?:more|common frames"
                            + " omitted))$",
                    Pattern.MULTILINE);

    private Words() {}

    /// A message without the lines of a stack trace: they are for logs of the process, and never leave
    /// it.
    public static String withoutTrace(String message) {
        return message.indexOf('\n') < 0 ? message : FRAME.matcher(message).replaceAll("");
    }

    /// What an exception says, on one line and without a trace; what it is when it says nothing.
    public static String why(Throwable e) {
        String said = e.getMessage();
        return said == null || said.isBlank()
                ? e.getClass().getSimpleName()
                : withoutTrace(said).strip().replaceAll("\\s*\\R\\s*", " · ");
    }

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
