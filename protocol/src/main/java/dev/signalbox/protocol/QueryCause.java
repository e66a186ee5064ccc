package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Why a query did not complete.
///
/// @param code an [ErrorCode]'s name, or one that this build does not know
/// @param stderrTail the agent's last words on stderr, at most
///   [ProtocolLimits#STDERR_TAIL_BYTES_MAX] bytes
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueryCause(
        String code,
        String message,
        @Nullable Exit exit,
        @Nullable String stderrTail,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public QueryCause {
        Require.field(code, "cause.code");
        Require.field(message, "cause.message");
        others = Require.others(others);
    }

    public QueryCause(ErrorCode code, String message) {
        this(code.name(), message, null, null, Map.of());
    }

    public QueryCause(
            ErrorCode code, String message, @Nullable Exit exit, @Nullable String stderrTail) {
        this(code.name(), message, exit, stderrTail, Map.of());
    }

    /// The same without the lines of a stack trace in its message. What the agent itself said last is
    /// kept as it was said.
    public QueryCause withoutTrace() {
        String plain = Words.withoutTrace(message);
        return plain.equals(message) ? this : new QueryCause(code, plain, exit, stderrTail, others);
    }

    /// How a process ended: by a code, or by a signal.
    ///
    /// @param signal its name, such as `SIGKILL`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Exit(
            @Nullable Integer code,
            @Nullable String signal,
            @Nullable Boolean outOfMemory,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
        public Exit {
            others = Require.others(others);
        }

        public static Exit ofCode(int code) {
            return new Exit(code, null, null, Map.of());
        }

        public static Exit ofSignal(String signal, boolean outOfMemory) {
            return new Exit(null, signal, outOfMemory ? Boolean.TRUE : null, Map.of());
        }
    }
}
