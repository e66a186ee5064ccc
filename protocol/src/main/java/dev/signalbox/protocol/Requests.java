package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Bodies that clients send over REST.
public final class Requests {
    private Requests() {}

    /// `POST /api/v1/sessions`.
    ///
    /// @param key the client's own id, unique in its tenant; a second request with it gives the
    ///   session that the first one made
    /// @param environment absent is `local`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CreateSession(
            String agent,
            @Nullable String key,
            @Nullable String environment,
            @Nullable ObjectNode options,
            @Nullable String name,
            @Nullable ObjectNode metadata,
            @Nullable Workspace workspace) {
        public CreateSession {
            Require.field(agent, "agent");
        }
    }

    /// Where the agent works.
    ///
    /// @param inPlace work in the folder itself; `local` only
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Workspace(String path, @Nullable Boolean inPlace) {
        public Workspace {
            Require.field(path, "workspace.path");
        }
    }

    /// `PATCH /api/v1/sessions/{id}`: what is absent stays.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PatchSession(
            @Nullable String name, @Nullable ObjectNode metadata, @Nullable ObjectNode options) {}

    /// `POST /api/v1/sessions/{id}/messages`.
    ///
    /// @param messageId becomes the id of the `user_message` block; the same one again gives the
    ///   same query, for ever
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SendMessage(
            MessageContent content, @Nullable String messageId, @Nullable MessageMode mode) {
        public SendMessage {
            Require.field(content, "content");
        }

        public MessageMode modeOrDefault() {
            return mode == null ? MessageMode.QUEUE : mode;
        }
    }

    /// `POST /api/v1/sessions/{id}/permissions/{requestId}`.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AnswerPermission(
            String optionId, @Nullable String message, @Nullable Map<String, JsonNode> answers) {
        public AnswerPermission {
            Require.field(optionId, "optionId");
        }
    }

    /// `POST /api/v1/keys`.
    ///
    /// @param name what events say of who used it; keys of one name and tenant are one principal
    /// @param roles at least one of `viewer`, `prompter`, `approver`, `admin`
    /// @param tenant absent is the tenant of who asks, `default` for who has none
    /// @param expiresAt absent is never
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CreateKey(
            String name, List<String> roles, @Nullable String tenant, @Nullable Instant expiresAt) {
        public CreateKey {
            Require.field(name, "name");
            roles = Require.list(roles, "roles");
        }
    }

    /// `PUT /api/v1/secrets/{name}`.
    ///
    /// @param value what agents get
    public record PutSecret(String value) {
        public PutSecret {
            Require.field(value, "value");
        }

        /// Without the value, which belongs in no log.
        @Override
        public String toString() {
            return "PutSecret[]";
        }
    }

    /// `POST /api/v1/tickets`.
    ///
    /// @param use absent is `stream`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CreateTicket(@Nullable TicketUse use) {
        /// What an absent body says.
        public static final CreateTicket USUAL = new CreateTicket(null);

        public TicketUse useOrDefault() {
            return use == null ? TicketUse.STREAM : use;
        }
    }

    /// What a ticket opens.
    public enum TicketUse {
        /// One WebSocket or event stream, by `?ticket=`.
        @JsonProperty("stream")
        STREAM,
        /// One sign-in, by its body.
        @JsonProperty("signin")
        SIGNIN
    }

    /// `POST /api/v1/signin`.
    ///
    /// @param ticket of a sign-in link; absent when the header `Authorization` says who it is
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SignIn(@Nullable String ticket) {
        /// What an absent body says.
        public static final SignIn BY_HEADER = new SignIn(null);

        /// Without the ticket, which belongs in no log.
        @Override
        public String toString() {
            return "SignIn[]";
        }
    }

    /// What to do with a session's execution environment.
    public enum EnvironmentAction {
        @JsonProperty("start")
        START("Starting"),
        @JsonProperty("restart")
        RESTART("Restarting"),
        @JsonProperty("terminate")
        TERMINATE("Terminating");

        private final String words;

        EnvironmentAction(String words) {
            this.words = words;
        }

        /// What is done, at the beginning of a sentence: `Restarting`.
        public String words() {
            return words;
        }
    }
}
