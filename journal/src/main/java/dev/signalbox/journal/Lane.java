package dev.signalbox.journal;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/// The part of a session's events that an event belongs to. Events are indexed by it, so that a
/// flood in one lane costs nothing to those who read another.
///
/// The numbers stand in databases: never give one a new meaning.
enum Lane {
    DELTA(0, Track.CONVERSATION, null),
    CONVERSATION(1, Track.CONVERSATION, null),
    OPERATIONS(2, Track.OPERATIONS, null),
    LOG_DEBUG(3, Track.OPERATIONS, LogLevel.DEBUG),
    LOG_INFO(4, Track.OPERATIONS, LogLevel.INFO),
    LOG_WARN(5, Track.OPERATIONS, LogLevel.WARN),
    LOG_ERROR(6, Track.OPERATIONS, LogLevel.ERROR);

    static final String LOG_TYPE = "session:log";
    static final String DELTA_TYPE = "session:block:delta";
    private static final Lane[] ALL = values();

    private final int number;
    private final Track track;
    private final @Nullable LogLevel level;

    Lane(int number, Track track, @Nullable LogLevel level) {
        this.number = number;
        this.track = track;
        this.level = level;
    }

    int number() {
        return number;
    }

    Track track() {
        return track;
    }

    @Nullable LogLevel level() {
        return level;
    }

    static Lane of(Entry entry) {
        LogLevel level = entry.level();
        if (level != null) {
            return switch (level) {
                case DEBUG -> LOG_DEBUG;
                case INFO -> LOG_INFO;
                case WARN -> LOG_WARN;
                case ERROR -> LOG_ERROR;
            };
        }
        if (entry.track() == Track.OPERATIONS) {
            return OPERATIONS;
        }
        return entry.type().equals(DELTA_TYPE) ? DELTA : CONVERSATION;
    }

    static Lane numbered(int number) {
        return ALL[number];
    }

    /// The lanes that hold every event that the request accepts; they may hold others too.
    static Set<Lane> of(ReadRequest request) {
        var lanes = EnumSet.noneOf(Lane.class);
        for (Lane lane : ALL) {
            if (lane.mayHoldSomethingFor(request)) {
                lanes.add(lane);
            }
        }
        return lanes;
    }

    private boolean mayHoldSomethingFor(ReadRequest request) {
        if (!request.tracks().isEmpty() && !request.tracks().contains(track)) {
            return false;
        }
        LogLevel min = request.minLogLevel();
        if (level != null && min != null && level.compareTo(min) < 0) {
            return false;
        }
        String only = onlyType();
        if (only != null) {
            return !request.exceptTypes().contains(only)
                    && (request.types().isEmpty() || request.types().contains(only));
        }
        return request.types().isEmpty()
                || request.types().stream().anyMatch(type -> !isOfOneLane(type));
    }

    private @Nullable String onlyType() {
        return level != null ? LOG_TYPE : this == DELTA ? DELTA_TYPE : null;
    }

    private static boolean isOfOneLane(String type) {
        return type.equals(LOG_TYPE) || type.equals(DELTA_TYPE);
    }
}
