package dev.signalbox.app;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;
import java.util.regex.Pattern;

/// How long something is to last, as people type it.
final class Lifetime {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    private Lifetime() {}

    /// @param option what was typed, for the message
    /// @throws SignalboxException `BAD_REQUEST`
    static Duration parse(String option, String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    option
                            + " is '"
                            + text
                            + "', not a number of days, hours or minutes, such as 30d, 12h or 15m");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }
}
