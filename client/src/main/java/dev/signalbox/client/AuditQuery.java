package dev.signalbox.client;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Which entries of the audit log to list, the newest first. An absent part lets everything
/// through.
///
/// @param principal who did it
/// @param action such as `session.create`
/// @param since from then on
/// @param until before then
/// @param cursor `next` of the page before
/// @param limit at most 1,000; absent is 100
public record AuditQuery(
        @Nullable String principal,
        @Nullable String action,
        @Nullable String sessionId,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String cursor,
        @Nullable Integer limit) {
    public static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null, null);

    /// The same, from a page's `next` on.
    public AuditQuery from(String next) {
        return new AuditQuery(principal, action, sessionId, since, until, next, limit);
    }

    /// The same, so many on a page.
    public AuditQuery of(int onPage) {
        return new AuditQuery(principal, action, sessionId, since, until, cursor, onPage);
    }

    QueryString queryString() {
        return new QueryString()
                .with("principal", principal)
                .with("action", action)
                .with("sessionId", sessionId)
                .with("since", since == null ? null : since.toString())
                .with("until", until == null ? null : until.toString())
                .with("cursor", cursor)
                .with("limit", limit);
    }
}
