package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How a session is doing: two machines side by side, and what waits.
///
/// Times are milliseconds since the epoch.
///
/// @param executionEnvironment is the place healthy? null until the session's first one
/// @param activeQuery is work in progress? null when none is
/// @param pendingPermissions ids of the requests that wait for an answer
/// @param backgroundTasks subagents and tools at work outside a query; absent when 0
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionRuntimeState(
        boolean isLoaded,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Environment executionEnvironment,
        @Nullable ActiveQuery activeQuery,
        List<Queued> queue,
        List<String> pendingPermissions,
        @Nullable Integer backgroundTasks) {

    public SessionRuntimeState {
        queue = queue == null ? List.of() : List.copyOf(queue);
        pendingPermissions =
                pendingPermissions == null ? List.of() : List.copyOf(pendingPermissions);
        if (backgroundTasks != null && backgroundTasks == 0) {
            backgroundTasks = null;
        }
    }

    public SessionRuntimeState withExecutionEnvironment(@Nullable Environment environment) {
        return new SessionRuntimeState(
                isLoaded, environment, activeQuery, queue, pendingPermissions, backgroundTasks);
    }

    public SessionRuntimeState withLoaded(boolean loaded) {
        return new SessionRuntimeState(
                loaded,
                executionEnvironment,
                activeQuery,
                queue,
                pendingPermissions,
                backgroundTasks);
    }

    /// The place where the agent runs.
    ///
    /// @param lastHealthCheck when the runner last answered; null before its first answer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Environment(
            String id,
            EnvironmentStatus status,
            @Nullable String statusMessage,
            @Nullable Long lastHealthCheck,
            int restartCount,
            @Nullable LastError lastError) {
        public Environment {
            Require.field(id, "executionEnvironment.id");
            Require.field(status, "executionEnvironment.status");
        }

        public Environment withStatus(EnvironmentStatus now, @Nullable String message) {
            return new Environment(id, now, message, lastHealthCheck, restartCount, lastError);
        }

        public Environment withLastHealthCheck(@Nullable Long at) {
            return new Environment(id, status, statusMessage, at, restartCount, lastError);
        }

        public Environment withRestartCount(int count) {
            return new Environment(id, status, statusMessage, lastHealthCheck, count, lastError);
        }

        public Environment withLastError(@Nullable LastError error) {
            return new Environment(id, status, statusMessage, lastHealthCheck, restartCount, error);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastError(String message, @Nullable String code, long timestamp) {
        public LastError {
            Require.field(message, "lastError.message");
        }
    }

    public record ActiveQuery(@JsonProperty("startedAt") long startedAt, String queryId) {
        public ActiveQuery {
            Require.field(queryId, "activeQuery.queryId");
        }
    }

    public record Queued(String queryId, long queuedAt) {
        public Queued {
            Require.field(queryId, "queue.queryId");
        }
    }
}
