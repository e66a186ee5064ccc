package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A session as it stands in the journal, without its events.
///
/// @param key the client's own id, unique in its tenant
/// @param headSeq `seq` of its last event
/// @param epoch of the journal it is in
/// @param term of its newest claim; 0 before the first
/// @param runnerOffset the runner's events up to this one are in the journal
/// @param workspace an existing folder that it works in; null = one of its own
public record SessionRow(
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
        Instant updatedAt,
        Instant lastActivity,
        long headSeq,
        long epoch,
        long term,
        long runnerOffset,
        String runtimeJson,
        String usageJson,
        @Nullable String workspace,
        boolean workspaceInPlace) {}
