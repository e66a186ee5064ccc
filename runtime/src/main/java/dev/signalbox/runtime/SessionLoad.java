package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;

import org.jspecify.annotations.Nullable;

/// What one session in memory does and takes, a moment old: for metrics.
///
/// @param environment null for a session that has none
/// @param queuedMessages messages that wait for their turn
/// @param mailbox what waits for the session's owner
/// @param tailBytes events kept in memory for readers, in bytes of JSON
/// @param readers how many clients read it
/// @param lagEvents how far the slowest of them is behind, in events
/// @param heardNanos how long ago the runner answered a health check; null when there is no runner
/// @param runnerBytes resident memory of the runner as it said last; 0 when it has not
/// @param agentBytes that of the agent and its children
/// @param spoolBytes what the runner keeps on disk
public record SessionLoad(
        String agent,
        @Nullable EnvironmentStatus environment,
        boolean isActive,
        int queuedMessages,
        int mailbox,
        long tailBytes,
        int readers,
        long lagEvents,
        @Nullable Long heardNanos,
        long runnerBytes,
        long agentBytes,
        long spoolBytes) {}
