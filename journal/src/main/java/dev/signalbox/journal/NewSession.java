package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A session to be created.
///
/// @param key the client's own id, unique in its tenant
/// @param createdAt to the millisecond; also its first `updatedAt` and `lastActivity`
/// @param runtimeJson its first `SessionRuntimeState`
/// @param workspace an existing folder that it works in; null = a new one of its own
public record NewSession(
        String id,
        String tenant,
        @Nullable String key,
        String agent,
        String environment,
        @Nullable String name,
        String optionsJson,
        String metadataJson,
        String createdBy,
        Instant createdAt,
        String runtimeJson,
        String usageJson,
        @Nullable String workspace,
        boolean workspaceInPlace) {
    public NewSession {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
