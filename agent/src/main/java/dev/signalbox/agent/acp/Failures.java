package dev.signalbox.agent.acp;

import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import java.util.List;
import java.util.Locale;

/// What the failures of agents are called. ACP has one code of its own; agents use HTTP's, or say
/// it in words, which are those of whoever serves the model.
final class Failures {
    private static final long AUTH_REQUIRED = -32000;

    private static final List<String> TOO_LONG =
            List.of(
                    "too long",
                    "context length",
                    "context window",
                    "context_length",
                    "maximum context",
                    "exceeds the maximum number of tokens");
    private static final List<String> AUTH =
            List.of(
                    "api key",
                    "api-key",
                    "api_key",
                    "unauthenticated",
                    "unauthorized",
                    "authentication",
                    "permission_denied",
                    "/login");
    private static final List<String> OVERLOADED =
            List.of(
                    "overloaded",
                    "rate limit",
                    "rate_limit",
                    "resource_exhausted",
                    "quota",
                    "too many requests",
                    "high demand",
                    "unavailable",
                    "status 429",
                    "status 529",
                    "\"code\":429",
                    "\"code\":529");

    private Failures() {}

    /// A failure with a name and a sentence for a person.
    record Failure(ErrorCode code, String message) {}

    static Failure of(JsonRpc.Refusal refusal) {
        var message = message(refusal.message());
        var data = refusal.data();
        var all = refusal.message() + (data == null ? "" : " " + ProtocolJson.write(data));
        return new Failure(code(refusal.code(), all), message);
    }

    /// Some agents pass on the answer of whoever serves the model, as it is.
    private static String message(String message) {
        int start = message.indexOf('{');
        if (start < 0) {
            return message;
        }
        try {
            var inner = ProtocolJson.readObject(message.substring(start).replaceAll("]\\s*$", ""));
            return NativeJson.string(inner.path("error"), "message", message);
        } catch (ProtocolException _) {
            return message;
        }
    }

    private static ErrorCode code(long code, String text) {
        var byText = code(text);
        if (byText == ErrorCode.AGENT_CONTEXT_TOO_LONG) {
            return byText;
        }
        if (code == 401 || code == 403 || code == AUTH_REQUIRED) {
            return ErrorCode.AGENT_AUTH_FAILED;
        }
        if (code == 413) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        return code == 429 || (code >= 500 && code < 600) ? ErrorCode.AGENT_OVERLOADED : byText;
    }

    /// What a text of a failure, or the last words on stderr, tell of its cause.
    static ErrorCode code(String text) {
        var words = text.toLowerCase(Locale.ROOT);
        if (TOO_LONG.stream().anyMatch(words::contains)) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        if (OVERLOADED.stream().anyMatch(words::contains)) {
            return ErrorCode.AGENT_OVERLOADED;
        }
        return AUTH.stream().anyMatch(words::contains)
                ? ErrorCode.AGENT_AUTH_FAILED
                : ErrorCode.AGENT_FAILED;
    }
}
