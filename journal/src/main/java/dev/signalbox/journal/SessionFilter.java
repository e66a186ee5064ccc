package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

/// Which sessions a page is of; null = any.
///
/// @param status wire name of the execution environment's status
/// @param active whether a query is at work
/// @param query text, in upper or lower case, that the name holds, or the id, the agent, a value of
///   the metadata, or what people said first in it
/// @param cursor [SessionPage#next] of the page before; null = from the front
/// @param limit most sessions of the page, from 1
public record SessionFilter(
        @Nullable String tenant,
        @Nullable String status,
        @Nullable String agent,
        @Nullable Boolean active,
        @Nullable String query,
        @Nullable String cursor,
        int limit) {
    public SessionFilter {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit);
        }
    }

    /// The newest sessions of all tenants.
    public static SessionFilter newest(int limit) {
        return new SessionFilter(null, null, null, null, null, null, limit);
    }

    /// The same filter from another page on.
    public SessionFilter at(@Nullable String cursor) {
        return new SessionFilter(tenant, status, agent, active, query, cursor, limit);
    }
}
