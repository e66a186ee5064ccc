package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the server sends over the WebSocket besides [Envelope]s.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = ServerFrame.Unknown.class)
@JsonPropertyOrder("type")
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerFrame {
    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    /// The answer to a request.
    @JsonTypeName("reply")
    record Reply(
            @Nullable String id, boolean ok, @Nullable JsonNode data, @Nullable ReplyError error)
            implements ServerFrame {
        public static Reply ok(@Nullable String id, JsonNode data) {
            return new Reply(id, true, data, null);
        }

        public static Reply failed(@Nullable String id, ErrorCode code, String detail) {
            return new Reply(
                    id,
                    false,
                    null,
                    new ReplyError(code.name(), code.title(), detail, code.retryable(), Map.of()));
        }
    }

    /// Why a request failed: the members of a REST problem.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReplyError(
            String code,
            String title,
            @Nullable String detail,
            boolean retryable,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
        public ReplyError {
            Require.field(code, "error.code");
            Require.field(title, "error.title");
            others = Require.others(others);
        }
    }

    /// The `data` of the reply to a join.
    record Joined(long headSeq, long epoch, SessionRuntimeState runtime) {
        public Joined {
            Require.field(runtime, "runtime");
        }
    }

    /// Everything up to `seq` has been sent or filtered out.
    @JsonTypeName("session:cursor")
    record Cursor(String sessionId, long seq) implements ServerFrame {
        public Cursor {
            Require.field(sessionId, "sessionId");
        }
    }

    @JsonTypeName("heartbeat")
    record Heartbeat(Instant at) implements ServerFrame {
        public Heartbeat {
            Require.field(at, "at");
        }
    }

    /// The reader's cursor cannot be served: fetch the snapshot and join again.
    @JsonTypeName("session:resync")
    record Resync(String sessionId, String reason, long headSeq, long epoch)
            implements ServerFrame {
        public Resync {
            Require.field(sessionId, "sessionId");
            Require.field(reason, "reason");
        }
    }

    @JsonTypeName("session:deleted")
    record SessionDeleted(String sessionId) implements ServerFrame {
        public SessionDeleted {
            Require.field(sessionId, "sessionId");
        }
    }

    /// Sessions appeared, went, or changed what a list shows.
    @JsonTypeName("sessions:changed")
    record SessionsChanged(List<String> sessionIds) implements ServerFrame {
        public SessionsChanged {
            sessionIds = Require.list(sessionIds, "sessionIds");
        }
    }

    /// A frame that this build does not know. Clients ignore it.
    record Unknown(
            @JsonProperty("type") String type,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ServerFrame {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
