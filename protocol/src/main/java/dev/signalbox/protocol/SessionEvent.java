package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Map;

/// One fact about a session: the `data` of an [Envelope]. Only the server writes these.
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface SessionEvent {
    /// The wire name, which stands in the envelope.
    default String wireName() {
        return WireNames.of(getClass());
    }

    /// The track that it belongs to; for ever the same for one type.
    default Track track() {
        return Track.CONVERSATION;
    }

    /// Always the first.
    ///
    /// @param options values of `options.env` are left out before they come here
    @JsonTypeName("session:created")
    record Created(
            String agent,
            String environment,
            ObjectNode options,
            @Nullable String name,
            @Nullable ObjectNode metadata,
            By by)
            implements SessionEvent {
        public Created {
            Require.field(agent, "agent");
            Require.field(environment, "environment");
            Require.field(options, "options");
            Require.field(by, "by");
        }
    }

    /// A block event or a metadata update, as the runner wrote it.
    record Conversation(StreamEvent.Conversation event) implements SessionEvent {
        @Override
        public String wireName() {
            return switch (event) {
                case StreamEvent.BlockStart _ -> "session:block:start";
                case StreamEvent.TextDelta _ -> "session:block:delta";
                case StreamEvent.BlockUpdate _ -> "session:block:update";
                case StreamEvent.BlockComplete _ -> "session:block:complete";
                case StreamEvent.MetadataUpdate _ -> "session:metadata:update";
            };
        }
    }

    /// A message waits for its turn.
    ///
    /// @param position from 1, the next to run
    /// @param content the message, so that the queue survives the server
    @JsonTypeName("session:query:queued")
    record QueryQueued(
            String queryId,
            int position,
            @Nullable MessageContent content,
            @Nullable String messageId,
            @Nullable By by)
            implements SessionEvent {
        public QueryQueued {
            Require.field(queryId, "queryId");
        }
    }

    @JsonTypeName("session:query:started")
    record QueryStarted(String queryId, QueryOrigin origin, @Nullable By by)
            implements SessionEvent {
        public QueryStarted {
            Require.field(queryId, "queryId");
            Require.field(origin, "origin");
        }
    }

    /// Exactly one for each query.
    ///
    /// @param usage what the query used, as far as the agent said
    @JsonTypeName("session:query:ended")
    record QueryEnded(
            String queryId,
            QueryOutcome outcome,
            @Nullable String stopReason,
            @Nullable QueryCause cause,
            @Nullable Usage usage,
            long durationMs)
            implements SessionEvent {
        public QueryEnded {
            Require.field(queryId, "queryId");
            Require.field(outcome, "outcome");
        }
    }

    /// On the wire the fields of the request, and the deadline.
    ///
    /// @param deadline when the default outcome takes effect; absent = never
    @JsonTypeName("session:permission:requested")
    record PermissionRequested(StreamEvent.PermissionRequested request, @Nullable Instant deadline)
            implements SessionEvent {
        public PermissionRequested {
            Require.field(request, "request");
        }
    }

    /// A permission request was answered, or needs no answer any more.
    ///
    /// @param optionId null when the request was withdrawn, or when its deadline passed and no option
    ///   rejects
    @JsonTypeName("session:permission:resolved")
    record PermissionResolved(
            String requestId,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String optionId,
            By by,
            @Nullable String message,
            @Nullable Map<String, JsonNode> answers)
            implements SessionEvent {
        public PermissionResolved {
            Require.field(requestId, "requestId");
            Require.field(by, "by");
        }
    }

    /// Somebody takes back what an answer of kind `allow_always` granted.
    ///
    /// @param grantId of the request whose answer it was
    @JsonTypeName("session:permission:revoked")
    record PermissionRevoked(String grantId, By by) implements SessionEvent {
        public PermissionRevoked {
            Require.field(grantId, "grantId");
            Require.field(by, "by");
        }
    }

    /// The session's options changed.
    ///
    /// @param options all of them, after the change
    @JsonTypeName("session:options:update")
    record OptionsUpdate(ObjectNode options) implements SessionEvent {
        public OptionsUpdate {
            Require.field(options, "options");
        }
    }

    @JsonTypeName("session:file:created")
    record FileCreated(String path, @Nullable Long size, @Nullable String sha256)
            implements SessionEvent {
        public FileCreated {
            Require.field(path, "path");
        }
    }

    @JsonTypeName("session:file:modified")
    record FileModified(String path, @Nullable Long size, @Nullable String sha256)
            implements SessionEvent {
        public FileModified {
            Require.field(path, "path");
        }
    }

    @JsonTypeName("session:file:deleted")
    record FileDeleted(String path) implements SessionEvent {
        public FileDeleted {
            Require.field(path, "path");
        }
    }

    /// The whole runtime state at that moment; the last one wins.
    @JsonTypeName("session:status")
    record Status(SessionRuntimeState runtime) implements SessionEvent {
        public Status {
            Require.field(runtime, "runtime");
        }

        @Override
        public Track track() {
            return Track.OPERATIONS;
        }
    }

    @JsonTypeName("session:log")
    record Log(LogLevel level, String message, LogSource source, @Nullable JsonNode data)
            implements SessionEvent {
        public Log {
            Require.field(level, "level");
            Require.field(message, "message");
            Require.field(source, "source");
        }

        @Override
        public Track track() {
            return Track.OPERATIONS;
        }
    }

    @JsonTypeName("session:error")
    record ErrorReported(ErrorDetail error) implements SessionEvent {
        public ErrorReported {
            Require.field(error, "error");
        }

        @Override
        public Track track() {
            return Track.OPERATIONS;
        }
    }

    /// What a runner said and this server does not know.
    @JsonTypeName("session:unknown")
    record Unknown(ObjectNode object) implements SessionEvent {
        @Override
        public Track track() {
            return Track.OPERATIONS;
        }
    }

    /// An event that a newer server wrote and this build does not know. Folds change nothing.
    record Unrecognized(String wireName, Track track, ObjectNode data) implements SessionEvent {}
}
