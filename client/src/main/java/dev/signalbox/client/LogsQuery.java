package dev.signalbox.client;

import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogSource;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Which log lines to read. An absent part lets everything through.
///
/// @param after the `seq` to begin behind; absent is 0
/// @param contains occurs in the message
/// @param since lines of this moment or later
/// @param until lines of before this moment
/// @param limit at most 1,000; absent is 100
public record LogsQuery(
        EventFilter.@Nullable MinLogLevel minLogLevel,
        @Nullable Long after,
        @Nullable LogSource source,
        @Nullable String contains,
        @Nullable Integer limit,
        @Nullable Order order,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static final LogsQuery ALL = new LogsQuery(null, null, null, null, null, null);

    /// Lines of all times.
    public LogsQuery(
            EventFilter.@Nullable MinLogLevel minLogLevel,
            @Nullable Long after,
            @Nullable LogSource source,
            @Nullable String contains,
            @Nullable Integer limit,
            @Nullable Order order) {
        this(minLogLevel, after, source, contains, limit, order, null, null);
    }

    /// The same, from a page's `next` on.
    public LogsQuery from(long next) {
        return new LogsQuery(minLogLevel, next, source, contains, limit, order, since, until);
    }

    QueryString queryString() {
        return new QueryString()
                .with("minLogLevel", minLogLevel == null ? null : WireText.of(minLogLevel))
                .with("after", after)
                .with("source", source == null ? null : source.wireName())
                .with("contains", contains)
                .with("limit", limit)
                .with("order", order == null ? null : order.wireName())
                .with("since", since == null ? null : since.toString())
                .with("until", until == null ? null : until.toString());
    }
}
