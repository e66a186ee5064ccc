package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Bodies that the server answers with over REST.
public final class Replies {
    private Replies() {}

    /// A session as lists and single reads show it. Values of `options.env` are never in it.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SessionView(
            String id,
            String agent,
            String environment,
            @Nullable String name,
            ObjectNode options,
            ObjectNode metadata,
            String tenant,
            By createdBy,
            Instant createdAt,
            Instant updatedAt,
            Instant lastActivity,
            long headSeq,
            long epoch,
            Totals usage,
            SessionRuntimeState runtime) {
        public SessionView {
            Require.field(id, "id");
            Require.field(agent, "agent");
            Require.field(runtime, "runtime");
        }
    }

    /// Sums over a session's queries and conversations.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Totals(
            long inputTokens,
            long outputTokens,
            @Nullable Long cacheReadTokens,
            @Nullable Long cacheWriteTokens,
            @Nullable Long thinkingTokens,
            long totalTokens,
            @Nullable Double costUSD) {
        public static final Totals NONE = new Totals(0, 0, null, null, null, 0, null);
    }

    /// `GET /api/v1/sessions/{id}/snapshot`: what a session's events add up to.
    ///
    /// @param asOfSeq join with `after` = this to go on from here
    /// @param pendingPermissions the requests, whole, as `session:permission:requested` has them
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SnapshotView(
            String sessionId,
            long asOfSeq,
            long epoch,
            Map<String, ConversationView> conversations,
            Totals usage,
            List<SessionRuntimeState.Queued> queue,
            List<JsonNode> pendingPermissions,
            ObjectNode options,
            SessionRuntimeState runtime) {}

    /// One conversation of a snapshot, in the order in which its blocks began.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConversationView(
            List<ConversationBlock> blocks,
            @Nullable Totals usage,
            @Nullable String model,
            @Nullable String title,
            @Nullable Long contextUsed,
            @Nullable Long contextWindow) {
        public ConversationView {
            blocks = Require.list(blocks, "blocks");
        }
    }

    /// 202 of a message.
    ///
    /// @param position in the queue from 1, when it was queued
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MessageAccepted(String queryId, State state, @Nullable Integer position) {
        /// What became of the message: it runs, waits, or (sent again) has run.
        public enum State {
            @JsonProperty("started")
            STARTED,
            @JsonProperty("queued")
            QUEUED
        }
    }

    /// 202 of an interrupt.
    public record InterruptAccepted(String queryId) {}

    /// 200 of an answered permission.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PermissionView(
            String requestId,
            String state,
            JsonNode request,
            @Nullable String optionId,
            @Nullable By by,
            @Nullable Instant resolvedAt) {}

    /// An agent, and whether it can run here.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentView(
            String name,
            String displayName,
            boolean available,
            @Nullable String version,
            @Nullable String path,
            @Nullable String reason,
            @Nullable String install) {}

    /// A kind of execution environment, and whether it can run here.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnvironmentView(String name, boolean available, @Nullable String reason) {}

    /// `application/problem+json` (RFC 9457).
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Problem(
            String type,
            String title,
            int status,
            @Nullable String detail,
            @Nullable String instance,
            String code,
            boolean retryable,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
        public Problem {
            others = Require.others(others);
        }

        /// The problem that a code stands for.
        public static Problem of(ErrorCode code, String detail, @Nullable String instance) {
            return new Problem(
                    "about:blank",
                    code.title(),
                    code.httpStatus(),
                    detail,
                    instance,
                    code.name(),
                    code.retryable(),
                    Map.of());
        }
    }
}
