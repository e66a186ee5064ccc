package dev.signalbox.journal;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// An event to be written, with what it can be found by.
///
/// @param seq its place among the session's events, from 1
/// @param at to the millisecond
/// @param type the wire name, such as `session:log`
/// @param level of a `session:log`, where null means `info`; null for everything else
/// @param source of a `session:log`
/// @param json the whole envelope, kept and given back as it is; not to be changed afterwards
public record Entry(
        long seq,
        Instant at,
        String type,
        Track track,
        @Nullable LogLevel level,
        @Nullable LogSource source,
        @Nullable String queryId,
        byte[] json) {
    public Entry {
        boolean isLog = type.equals(Lane.LOG_TYPE);
        if (!isLog && level != null) {
            throw new IllegalArgumentException(type + " has a log level");
        }
        if (track == (isLog ? Track.CONVERSATION : Track.OPERATIONS)
                && (isLog || type.equals(Lane.DELTA_TYPE))) {
            throw new IllegalArgumentException(type + " on track " + track.wireName());
        }
        if (isLog && level == null) {
            level = LogLevel.INFO;
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
