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

import java.util.Map;

/// What a client sends over the WebSocket. Each has an `id` of the client's choice, which the
/// reply repeats.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = ClientFrame.Unknown.class)
@JsonPropertyOrder({"type", "id"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ClientFrame {
    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    /// Null when the client wants no reply.
    @Nullable String id();

    /// The first frame, unless the upgrade request was authenticated.
    @JsonTypeName("auth")
    record Auth(@Nullable String id, String token) implements ClientFrame {
        public Auth {
            Require.field(token, "token");
        }

        /// Without the token, which belongs in no log.
        @Override
        public String toString() {
            return "Auth[id=" + id + "]";
        }
    }

    /// Send me this session's events.
    ///
    /// @param after the last `seq` that the client has; absent = from now on
    /// @param batch a frame may hold several objects, one a line
    @JsonTypeName("session:join")
    record Join(
            @Nullable String id,
            String sessionId,
            @Nullable Long after,
            @Nullable Long epoch,
            @Nullable Boolean batch,
            @Nullable EventFilter filter)
            implements ClientFrame {
        public Join {
            Require.field(sessionId, "sessionId");
        }
    }

    @JsonTypeName("session:leave")
    record Leave(@Nullable String id, String sessionId) implements ClientFrame {
        public Leave {
            Require.field(sessionId, "sessionId");
        }
    }

    @JsonTypeName("session:message")
    record Message(
            @Nullable String id,
            String sessionId,
            MessageContent content,
            @Nullable String messageId,
            @Nullable MessageMode mode,
            @Nullable String idempotencyKey)
            implements ClientFrame {
        public Message {
            Require.field(sessionId, "sessionId");
            Require.field(content, "content");
        }
    }

    @JsonTypeName("session:interrupt")
    record Interrupt(@Nullable String id, String sessionId) implements ClientFrame {
        public Interrupt {
            Require.field(sessionId, "sessionId");
        }
    }

    @JsonTypeName("session:permission")
    record Permission(
            @Nullable String id,
            String sessionId,
            String requestId,
            String optionId,
            @Nullable String message,
            @Nullable Map<String, JsonNode> answers)
            implements ClientFrame {
        public Permission {
            Require.field(sessionId, "sessionId");
            Require.field(requestId, "requestId");
            Require.field(optionId, "optionId");
        }
    }

    @JsonTypeName("sessions:watch")
    record Watch(@Nullable String id) implements ClientFrame {}

    @JsonTypeName("sessions:unwatch")
    record Unwatch(@Nullable String id) implements ClientFrame {}

    /// A frame that this build does not know; answered with `BAD_REQUEST`.
    record Unknown(
            @JsonProperty("type") String type,
            @Nullable String id,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ClientFrame {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
