package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import dev.signalbox.protocol.Requests.TicketUse;

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
            Require.field(environment, "environment");
            Require.field(options, "options");
            Require.field(metadata, "metadata");
            Require.field(tenant, "tenant");
            Require.field(createdBy, "createdBy");
            Require.field(createdAt, "createdAt");
            Require.field(updatedAt, "updatedAt");
            Require.field(lastActivity, "lastActivity");
            Require.field(usage, "usage");
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
    /// @param permissionGrants what was allowed once and for all, the oldest first
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SnapshotView(
            String sessionId,
            long asOfSeq,
            long epoch,
            Map<String, ConversationView> conversations,
            Totals usage,
            List<SessionRuntimeState.Queued> queue,
            List<JsonNode> pendingPermissions,
            List<PermissionGrant> permissionGrants,
            ObjectNode options,
            SessionRuntimeState runtime) {
        public SnapshotView {
            Require.field(sessionId, "sessionId");
            Require.field(conversations, "conversations");
            Require.field(usage, "usage");
            queue = Require.list(queue, "queue");
            pendingPermissions = Require.list(pendingPermissions, "pendingPermissions");
            permissionGrants = Require.list(permissionGrants, "permissionGrants");
            Require.field(options, "options");
            Require.field(runtime, "runtime");
        }
    }

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
        public MessageAccepted {
            Require.field(queryId, "queryId");
            Require.field(state, "state");
        }

        /// What became of the message: it runs, waits, or (sent again) has run.
        public enum State {
            @JsonProperty("started")
            STARTED,
            @JsonProperty("queued")
            QUEUED
        }
    }

    /// 202 of an interrupt.
    public record InterruptAccepted(String queryId) {
        public InterruptAccepted {
            Require.field(queryId, "queryId");
        }
    }

    /// 200 of an answered permission.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PermissionView(
            String requestId,
            String state,
            JsonNode request,
            @Nullable String optionId,
            @Nullable By by,
            @Nullable Instant resolvedAt) {
        public PermissionView {
            Require.field(requestId, "requestId");
            Require.field(state, "state");
            Require.field(request, "request");
        }
    }

    /// An agent, and whether it can run here.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentView(
            String name,
            String displayName,
            boolean available,
            @Nullable String version,
            @Nullable String path,
            @Nullable String reason,
            @Nullable String install) {
        public AgentView {
            Require.field(name, "name");
            Require.field(displayName, "displayName");
        }
    }

    /// A kind of execution environment, and whether it can run here.
    ///
    /// @param reason why it cannot
    /// @param containment what finds every process of a session when it is to end: `cgroup2`,
    ///   `cgroup1` or `markers`; null = an older server that does not say
    /// @param containmentReason why it is no better one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnvironmentView(
            String name,
            boolean available,
            @Nullable String reason,
            @Nullable String containment,
            @Nullable String containmentReason) {
        public EnvironmentView {
            Require.field(name, "name");
        }
    }

    /// An API key, without what it is made of.
    ///
    /// @param prefix the first characters of the token, to tell keys apart by
    /// @param lastUsedAt to the minute
    /// @param revokedAt since when it opens nothing
    /// @param token only in the answer that makes the key
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KeyView(
            String id,
            String name,
            List<String> roles,
            String tenant,
            String prefix,
            Instant createdAt,
            @Nullable By createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable String token) {
        public KeyView {
            Require.field(id, "id");
            Require.field(name, "name");
            roles = Require.list(roles, "roles");
            Require.field(tenant, "tenant");
            Require.field(prefix, "prefix");
            Require.field(createdAt, "createdAt");
        }

        /// Without the token, which belongs in no log.
        @Override
        public String toString() {
            return "KeyView[" + id + " " + name + "]";
        }
    }

    /// A secret for agents, without its value, which is never shown.
    ///
    /// @param by who gave it the value that it has
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SecretView(
            String name, String tenant, Instant createdAt, Instant updatedAt, @Nullable By by) {
        public SecretView {
            Require.field(name, "name");
            Require.field(tenant, "tenant");
            Require.field(createdAt, "createdAt");
            Require.field(updatedAt, "updatedAt");
        }
    }

    /// What stands in an address in the place of a token.
    ///
    /// @param expiresAt it can be used once until then
    public record TicketView(String ticket, TicketUse use, Instant expiresAt) {
        public TicketView {
            Require.field(ticket, "ticket");
            Require.field(use, "use");
            Require.field(expiresAt, "expiresAt");
        }

        /// Without the ticket, which belongs in no log.
        @Override
        public String toString() {
            return "TicketView[" + use + " " + expiresAt + "]";
        }
    }

    /// Who somebody is.
    ///
    /// @param tenant absent for who sees those of all
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PrincipalView(String name, List<String> roles, @Nullable String tenant) {
        public PrincipalView {
            Require.field(name, "name");
            roles = Require.list(roles, "roles");
        }
    }

    /// Who has signed in with a browser.
    ///
    /// @param tenant absent for who sees those of all
    /// @param csrfToken to be sent as the header `Signalbox-Csrf` with every request
    /// @param expiresAt the latest end
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SignedIn(
            String name,
            List<String> roles,
            @Nullable String tenant,
            String csrfToken,
            Instant expiresAt) {
        public SignedIn {
            Require.field(name, "name");
            roles = Require.list(roles, "roles");
            Require.field(csrfToken, "csrfToken");
            Require.field(expiresAt, "expiresAt");
        }

        /// Without the token, which belongs in no log.
        @Override
        public String toString() {
            return "SignedIn[" + name + "]";
        }
    }

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
            Require.field(type, "type");
            Require.field(title, "title");
            Require.field(code, "code");
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
