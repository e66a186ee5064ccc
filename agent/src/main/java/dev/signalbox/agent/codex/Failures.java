package dev.signalbox.agent.codex;

import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.regex.Pattern;

/// What Codex's failures are called. It names them itself (`codexErrorInfo`), but not those of a
/// provider that it does not know: then the HTTP status and the text are looked at.
final class Failures {
    private static final Pattern STATUS = Pattern.compile("status:? (\\d{3})\\b");

    private Failures() {}

    static ErrorCode code(JsonNode error) {
        var info = error.path("codexErrorInfo");
        if (info.isString()) {
            switch (info.stringValue()) {
                case "contextWindowExceeded" -> {
                    return ErrorCode.AGENT_CONTEXT_TOO_LONG;
                }
                case "unauthorized" -> {
                    return ErrorCode.AGENT_AUTH_FAILED;
                }
                case "usageLimitExceeded",
                        "rateLimitExceeded",
                        "flexUnavailable",
                        "serverOverloaded",
                        "policyCapacityUnavailable",
                        "internalServerError" -> {
                    return ErrorCode.AGENT_OVERLOADED;
                }
                default -> {}
            }
        }
        for (var kind : info) {
            int status = (int) NativeJson.number(kind, "httpStatusCode");
            if (status > 0) {
                return ofStatus(status, ErrorCode.AGENT_FAILED);
            }
        }
        return ofText(NativeJson.string(error, "message", "").toLowerCase(Locale.ROOT));
    }

    static ErrorCode code(JsonRpc.Refusal refusal) {
        return ofText(refusal.message().toLowerCase(Locale.ROOT));
    }

    private static ErrorCode ofStatus(int status, ErrorCode otherwise) {
        return switch (status) {
            case 401, 403 -> ErrorCode.AGENT_AUTH_FAILED;
            case 413 -> ErrorCode.AGENT_CONTEXT_TOO_LONG;
            case 429 -> ErrorCode.AGENT_OVERLOADED;
            default -> status >= 500 ? ErrorCode.AGENT_OVERLOADED : otherwise;
        };
    }

    private static ErrorCode ofText(String text) {
        if (text.contains("prompt is too long")
                || text.contains("context window")
                || text.contains("context_length")
                || text.contains("context length")) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        if (text.contains("overloaded") || text.contains("high demand")) {
            return ErrorCode.AGENT_OVERLOADED;
        }
        var status = STATUS.matcher(text);
        return status.find()
                ? ofStatus(Integer.parseInt(status.group(1)), ErrorCode.AGENT_FAILED)
                : ErrorCode.AGENT_FAILED;
    }

    /// The words for a person, taken out of the provider's JSON where they are in one.
    static String message(JsonNode error) {
        var message = NativeJson.string(error, "message", "");
        if (message.startsWith("{")) {
            try {
                var inner = ProtocolJson.readObject(message);
                var words =
                        NativeJson.string(inner.path("error"), "message", "")
                                .concat(NativeJson.string(inner, "message", ""));
                if (!words.isBlank()) {
                    return words;
                }
            } catch (ProtocolException _) {
                return message; // It only looks like JSON.
            }
        }
        return message.isBlank() ? "Codex ended the turn and gave no reason" : message;
    }
}
