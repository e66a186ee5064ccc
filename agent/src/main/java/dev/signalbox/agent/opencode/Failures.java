package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/// What OpenCode's failures are called.
final class Failures {
    static final String ABORTED = "MessageAbortedError";
    static final String OVERFLOW = "ContextOverflowError";

    private static final List<String> OVERLOADED =
            List.of("overloaded", "rate limit", "too many requests", "usage exceeded", "quota");

    private Failures() {}

    /// @param error an object with a `name` and perhaps `data`
    static Turn.Problem of(JsonNode error) {
        var name = NativeJson.string(error, "name", "an error without a name");
        var data = error.path("data");
        var message = firstLine(NativeJson.string(data, "message", name));
        return new Turn.Problem(
                code(name, (int) NativeJson.number(data, "statusCode"), message), message);
    }

    private static String firstLine(String message) {
        int end = message.indexOf("\n    at ");
        return end > 0 ? message.substring(0, end) : message;
    }

    private static ErrorCode code(String name, int status, String message) {
        if (name.equals("ProviderAuthError")) {
            return ErrorCode.AGENT_AUTH_FAILED;
        }
        if (name.equals(OVERFLOW)) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case 401, 403 -> ErrorCode.AGENT_AUTH_FAILED;
            case 413 -> ErrorCode.AGENT_CONTEXT_TOO_LONG;
            case 429, 500, 502, 503, 504, 529 -> ErrorCode.AGENT_OVERLOADED;
            default -> ofMessage(message, ErrorCode.AGENT_FAILED);
        };
    }

    /// What a failure is called of which only words are known.
    static ErrorCode ofMessage(String message, ErrorCode otherwise) {
        var text = message.toLowerCase(Locale.ROOT);
        if (text.contains("too long") || text.contains("context length")) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        if (text.contains("api key") || text.contains("unauthorized")) {
            return ErrorCode.AGENT_AUTH_FAILED;
        }
        return OVERLOADED.stream().anyMatch(text::contains)
                ? ErrorCode.AGENT_OVERLOADED
                : otherwise;
    }
}
