package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Which events a reader wants. An absent part lets everything through.
///
/// @param types wire names such as `session:log`
/// @param minLogLevel for logs only; other events are not measured by it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventFilter(
        @Nullable Set<Track> tracks,
        @Nullable Set<String> types,
        @Nullable MinLogLevel minLogLevel,
        @Nullable DeltaMode deltas) {
    public static final EventFilter ALL = new EventFilter(null, null, null, null);

    public EventFilter {
        tracks = tracks == null ? null : Set.copyOf(tracks);
        types = types == null ? null : Set.copyOf(types);
    }

    /// A log level, or none at all.
    public enum MinLogLevel {
        @JsonProperty("debug")
        DEBUG(LogLevel.DEBUG),
        @JsonProperty("info")
        INFO(LogLevel.INFO),
        @JsonProperty("warn")
        WARN(LogLevel.WARN),
        @JsonProperty("error")
        ERROR(LogLevel.ERROR),
        @JsonProperty("off")
        OFF(null);

        private final @Nullable LogLevel least;

        MinLogLevel(@Nullable LogLevel least) {
            this.least = least;
        }

        /// The lowest level that passes; null when none does.
        public @Nullable LogLevel least() {
            return least;
        }

        /// Whether a log line of this level is wanted.
        public boolean admits(LogLevel level) {
            return least != null && level.compareTo(least) >= 0;
        }
    }

    public DeltaMode deltasOrDefault() {
        return deltas == null ? DeltaMode.FULL : deltas;
    }

    /// Whether everything passes, so that no event needs to be looked at.
    @JsonIgnore
    public boolean isAll() {
        return tracks == null
                && types == null
                && (minLogLevel == null || minLogLevel == MinLogLevel.DEBUG)
                && deltasOrDefault() == DeltaMode.FULL;
    }

    /// Whether an event passes. Coalescing is the reader's own work.
    ///
    /// @param level the level of a `session:log`, null for other events
    public boolean admits(String type, Track track, @Nullable LogLevel level) {
        if (tracks != null && !tracks.contains(track)) {
            return false;
        }
        if (types != null && !types.contains(type)) {
            return false;
        }
        if (minLogLevel != null && level != null && !minLogLevel.admits(level)) {
            return false;
        }
        return deltas != DeltaMode.NONE || !type.equals("session:block:delta");
    }
}
