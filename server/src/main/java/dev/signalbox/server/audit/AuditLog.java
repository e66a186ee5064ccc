package dev.signalbox.server.audit;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Who did what. Called on many threads at once.
public interface AuditLog {
    /// Which entries are wanted; null = any.
    ///
    /// @param tenant whose principals'
    /// @param since from then on
    /// @param until before then
    /// @param cursor `next` of the page before
    /// @param limit entries on a page
    record Query(
            @Nullable String tenant,
            @Nullable String principal,
            @Nullable String action,
            @Nullable String sessionId,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String cursor,
            int limit) {
        boolean takes(AuditEntry entry) {
            return (tenant == null || tenant.equals(entry.tenant()))
                    && (principal == null || principal.equals(entry.principal()))
                    && (action == null || action.equals(entry.action()))
                    && (sessionId == null || sessionId.equals(entry.sessionId()))
                    && (since == null || !entry.at().isBefore(since))
                    && (until == null || entry.at().isBefore(until));
        }
    }

    /// Keeps an entry. On return it is on the disk, or [#trouble] says why it is not: then it is
    /// written as soon as that goes.
    void write(AuditEntry entry);

    /// Why nothing can be written now; null when all is well. What would have to be written down
    /// is not to be done then.
    @Nullable String trouble();

    /// A page, the newest first. It may be short, or empty, where much had to be looked through:
    /// there is more as long as it has a `next`.
    ///
    /// @throws SignalboxException `BAD_REQUEST` for a cursor that is none; `JOURNAL_UNAVAILABLE`
    Page<AuditEntry> list(Query query);
}
