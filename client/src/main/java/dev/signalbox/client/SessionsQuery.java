package dev.signalbox.client;

import dev.signalbox.protocol.EnvironmentStatus;

import org.jspecify.annotations.Nullable;

/// Which sessions to list, newest activity first. An absent part lets everything through.
///
/// @param status of the session's execution environment
/// @param active whether a query is active
/// @param text occurs in what a list shows of the session
/// @param cursor `next` of the page before
/// @param limit at most 1,000; absent is 100
public record SessionsQuery(
        @Nullable EnvironmentStatus status,
        @Nullable String agent,
        @Nullable Boolean active,
        @Nullable String text,
        @Nullable String cursor,
        @Nullable Integer limit) {
    public static final SessionsQuery ALL = new SessionsQuery(null, null, null, null, null, null);

    /// The same, from a page's `next` on.
    public SessionsQuery from(String next) {
        return new SessionsQuery(status, agent, active, text, next, limit);
    }

    QueryString queryString() {
        return new QueryString()
                .with("status", status == null ? null : status.wireName())
                .with("agent", agent)
                .with("active", active)
                .with("q", text)
                .with("cursor", cursor)
                .with("limit", limit);
    }
}
