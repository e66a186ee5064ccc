package dev.signalbox.agent.claude;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// What Claude's failures are called. Its own words for them depend on version and provider, so
/// that HTTP status, error name and text are all looked at.
final class Failures {
    private Failures() {}

    /// @param line an `assistant` line that tells of a failure, or a `result`
    static ErrorCode code(JsonNode line, String message) {
        var text = message.toLowerCase(Locale.ROOT);
        if (NativeJson.string(line, "terminal_reason", "").equals("prompt_too_long")
                || text.startsWith("prompt is too long")) {
            return ErrorCode.AGENT_CONTEXT_TOO_LONG;
        }
        return switch ((int) NativeJson.number(line, "api_error_status")) {
            case 401, 403 -> ErrorCode.AGENT_AUTH_FAILED;
            case 413 -> ErrorCode.AGENT_CONTEXT_TOO_LONG;
            case 429, 529 -> ErrorCode.AGENT_OVERLOADED;
            default -> byName(NativeJson.string(line, "error", ""), text);
        };
    }

    private static ErrorCode byName(String name, String text) {
        return switch (name) {
            case "authentication_failed", "oauth_org_not_allowed", "billing_error" ->
                    ErrorCode.AGENT_AUTH_FAILED;
            case "rate_limit", "overloaded" -> ErrorCode.AGENT_OVERLOADED;
            default ->
                    text.contains("/login") || text.contains("invalid api key")
                            ? ErrorCode.AGENT_AUTH_FAILED
                            : ErrorCode.AGENT_FAILED;
        };
    }
}
