package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// One way of talking to a model over HTTP: how its requests read, how its answers and errors are
/// written.
sealed interface Dialect permits AnthropicDialect, ResponsesDialect, ChatDialect, GeminiDialect {
    /// The name in the record of requests.
    String name();

    ModelRequest read(JsonNode body);

    /// The body of an HTTP error.
    ObjectNode error(int status, String message);

    /// Begins an answer; what it says goes to `events` as it is said.
    AnswerWriter answer(AnswerSetting setting, SseWriter events);

    /// What an answer needs to know beforehand.
    ///
    /// @param usage the tokens that the answer claims to have cost
    record AnswerSetting(String model, TokenUsage usage, StubIds ids) {}

    record TokenUsage(long input, long output) {
        long total() {
            return input + output;
        }
    }

    /// A tool call as the answer makes it.
    ///
    /// @param input the arguments as JSON
    /// @param rawArguments the arguments as the wire's text: `input` written out, or free text
    record ToolCall(
            String id,
            String name,
            @Nullable String namespace,
            boolean custom,
            JsonNode input,
            String rawArguments) {
        private static final int CHUNK = 40;

        List<String> argumentChunks() {
            return Chunks.of(rawArguments, CHUNK);
        }
    }

    /// The kind of error that goes with an HTTP status, in the words that Anthropic and OpenAI
    /// share.
    static String errorType(int status) {
        return switch (status) {
            case 400 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
    }
}
