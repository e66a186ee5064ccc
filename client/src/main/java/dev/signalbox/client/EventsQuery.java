package dev.signalbox.client;

import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Which journaled events to read. An absent part lets everything through.
///
/// @param after the `seq` to begin behind; absent is 0
/// @param limit at most 1,000; absent is 100
/// @param types wire names such as `session:log`
public record EventsQuery(
        @Nullable Long after,
        @Nullable Integer limit,
        @Nullable Set<String> types,
        @Nullable Set<Track> tracks,
        @Nullable Order order) {
    public static final EventsQuery ALL = new EventsQuery(null, null, null, null, null);

    /// Everything behind a `seq`.
    public static EventsQuery after(long seq) {
        return ALL.from(seq);
    }

    /// The same, from a page's `next` on.
    public EventsQuery from(long next) {
        return new EventsQuery(next, limit, types, tracks, order);
    }

    QueryString queryString() {
        return new QueryString()
                .with("after", after)
                .with("limit", limit)
                .with("types", types)
                .with("tracks", tracks == null ? null : WireText.tracks(tracks))
                .with("order", order == null ? null : order.wireName());
    }
}
