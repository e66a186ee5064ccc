package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Changes of a session's row; null = unchanged. Any change moves `updatedAt`.
///
/// @param lastActivity to the millisecond; what sessions are listed by
/// @param environmentStatus wire name of the execution environment's status
/// @param active a query is at work
/// @param said text that a person said, to find the session by; added to what was said before
public record RowChange(
        @Nullable String name,
        @Nullable String optionsJson,
        @Nullable String metadataJson,
        @Nullable String runtimeJson,
        @Nullable String usageJson,
        @Nullable Instant lastActivity,
        @Nullable String environmentStatus,
        @Nullable Boolean active,
        @Nullable String said) {
    /// Nothing changes.
    static final RowChange NONE =
            new RowChange(null, null, null, null, null, null, null, null, null);

    /// Nobody said anything.
    public RowChange(
            @Nullable String name,
            @Nullable String optionsJson,
            @Nullable String metadataJson,
            @Nullable String runtimeJson,
            @Nullable String usageJson,
            @Nullable Instant lastActivity,
            @Nullable String environmentStatus,
            @Nullable Boolean active) {
        this(
                name,
                optionsJson,
                metadataJson,
                runtimeJson,
                usageJson,
                lastActivity,
                environmentStatus,
                active,
                null);
    }

    public RowChange {
        lastActivity = lastActivity == null ? null : lastActivity.truncatedTo(ChronoUnit.MILLIS);
    }
}
