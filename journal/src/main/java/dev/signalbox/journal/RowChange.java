package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Changes of a session's row; null = unchanged. Any change moves `updatedAt`.
///
/// @param lastActivity to the millisecond; what sessions are listed by
/// @param environmentStatus wire name of the execution environment's status
/// @param active a query is at work
public record RowChange(
        @Nullable String name,
        @Nullable String optionsJson,
        @Nullable String metadataJson,
        @Nullable String runtimeJson,
        @Nullable String usageJson,
        @Nullable Instant lastActivity,
        @Nullable String environmentStatus,
        @Nullable Boolean active) {
    /// Nothing changes.
    static final RowChange NONE = new RowChange(null, null, null, null, null, null, null, null);

    public RowChange {
        lastActivity = lastActivity == null ? null : lastActivity.truncatedTo(ChronoUnit.MILLIS);
    }
}
