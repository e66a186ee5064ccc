package dev.signalbox.app;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/// Moments as people give them to a command.
final class Moments {
    private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");

    private Moments() {}

    /// @param option for the message
    /// @param text ISO-8601, or how long ago: `90s`, `15m`, `2h`, `3d`; null = none was given
    /// @throws SignalboxException `BAD_REQUEST`, which says what is allowed
    static @Nullable Instant parse(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        var ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return Instant.now()
                    .minus(
                            switch (ago.group(2)) {
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                case "h" -> Duration.ofHours(count);
                                default -> Duration.ofDays(count);
                            });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    option
                            + " is '"
                            + text
                            + "', not a time such as 2026-11-23T10:00:00Z or 15m (so long ago)",
                    e);
        }
    }
}
