package dev.signalbox.journal;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/// Which events of a session are read, and how many.
///
/// @param after only events with a higher `seq`; 0 = from the first
/// @param before only events with a lower `seq`; null = to the last
/// @param limit most events, from 1
/// @param maxBytes most bytes of JSON in all, from 1; one event is given whatever its size
/// @param tracks empty = both
/// @param types wire names; empty = all
/// @param exceptTypes wire names that are left out
/// @param minLogLevel leaves out log lines below it; other events pass
/// @param source leaves out log lines of other sources; other events pass
/// @param ascending false = the newest first
/// @param since only events of this moment or later; null = of all times
/// @param until only events of before this moment; null = of all times
public record ReadRequest(
        long after,
        @Nullable Long before,
        int limit,
        long maxBytes,
        Set<Track> tracks,
        Set<String> types,
        Set<String> exceptTypes,
        @Nullable LogLevel minLogLevel,
        @Nullable LogSource source,
        boolean ascending,
        @Nullable Instant since,
        @Nullable Instant until) {
    public ReadRequest {
        if (limit < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", maxBytes " + maxBytes);
        }
        tracks = Set.copyOf(tracks);
        types = Set.copyOf(types);
        exceptTypes = Set.copyOf(exceptTypes);
    }

    /// Events of all times.
    public ReadRequest(
            long after,
            @Nullable Long before,
            int limit,
            long maxBytes,
            Set<Track> tracks,
            Set<String> types,
            Set<String> exceptTypes,
            @Nullable LogLevel minLogLevel,
            @Nullable LogSource source,
            boolean ascending) {
        this(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                null,
                null);
    }

    public ReadRequest(
            long after,
            @Nullable Long before,
            int limit,
            long maxBytes,
            Set<Track> tracks,
            Set<String> types,
            @Nullable LogLevel minLogLevel,
            @Nullable LogSource source,
            boolean ascending) {
        this(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                Set.of(),
                minLogLevel,
                source,
                ascending);
    }

    /// All events after one, the oldest first.
    public static ReadRequest after(long after, int limit, long maxBytes) {
        return new ReadRequest(
                after, null, limit, maxBytes, Set.of(), Set.of(), Set.of(), null, null, true);
    }

    /// The same request for events below a `seq`.
    public ReadRequest before(@Nullable Long before) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request for some tracks.
    public ReadRequest tracks(Set<Track> tracks) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request for some types.
    public ReadRequest types(Set<String> types) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request without some types.
    public ReadRequest exceptTypes(Set<String> exceptTypes) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request without log lines below a level.
    public ReadRequest minLogLevel(@Nullable LogLevel minLogLevel) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request without log lines of other sources.
    public ReadRequest source(@Nullable LogSource source) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                since,
                until);
    }

    /// The same request, the newest first.
    public ReadRequest descending() {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                false,
                since,
                until);
    }

    /// The same request for events of a time.
    ///
    /// @param from null = from the beginning
    /// @param to null = without end; events of that moment are left out
    public ReadRequest between(@Nullable Instant from, @Nullable Instant to) {
        return new ReadRequest(
                after,
                before,
                limit,
                maxBytes,
                tracks,
                types,
                exceptTypes,
                minLogLevel,
                source,
                ascending,
                from,
                to);
    }

    /// Whether an event passes, its `seq` apart.
    boolean accepts(Entry entry) {
        return (tracks.isEmpty() || tracks.contains(entry.track()))
                && (types.isEmpty() || types.contains(entry.type()))
                && !exceptTypes.contains(entry.type())
                && (since == null || !entry.at().isBefore(since))
                && (until == null || entry.at().isBefore(until))
                && (minLogLevel == null
                        || entry.level() == null
                        || entry.level().compareTo(minLogLevel) >= 0)
                && (source == null || entry.level() == null || entry.source() == source);
    }
}
