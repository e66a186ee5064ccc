package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.util.List;

/// The same conversation as each dialect's agents would send it.
enum ModelRequests {
    ANTHROPIC("/v1/messages", "/v1/messages") {
        @Override
        JsonNode body(boolean stream, String prompt, List<String> tools, int results) {
            var messages = Json.array(Json.object("role", "user", "content", prompt));
            for (int i = 0; i < results; i++) {
                var call =
                        Json.object(
                                "type", "tool_use", "id", "t", "name", "n", "input", Json.object());
                messages.add(Json.object("role", "assistant", "content", Json.array(call)));
                var result =
                        Json.object("type", "tool_result", "tool_use_id", "t", "content", "out");
                messages.add(Json.object("role", "user", "content", Json.array(result)));
            }
            return Json.object(
                    "model",
                    "m",
                    "system",
                    "You are in: <cwd>/work/here</cwd>",
                    "stream",
                    stream,
                    "messages",
                    messages,
                    "tools",
                    tools.stream().map(t -> Json.object("name", t)).toList());
        }
    },
    RESPONSES("/v1/responses", "/v1/responses") {
        @Override
        JsonNode body(boolean stream, String prompt, List<String> tools, int results) {
            var input =
                    Json.array(
                            Json.object(
                                    "type", "message",
                                    "role", "user",
                                    "content",
                                            Json.array(
                                                    Json.object(
                                                            "type",
                                                            "input_text",
                                                            "text",
                                                            prompt))));
            for (int i = 0; i < results; i++) {
                input.add(Json.object("type", "function_call", "call_id", "t", "name", "n"));
                input.add(
                        Json.object(
                                "type", "function_call_output", "call_id", "t", "output", "out"));
            }
            return Json.object(
                    "model",
                    "m",
                    "instructions",
                    "You are in: <cwd>/work/here</cwd>",
                    "stream",
                    stream,
                    "input",
                    input,
                    "tools",
                    tools.stream().map(t -> Json.object("type", "function", "name", t)).toList());
        }
    },
    CHAT("/v1/chat/completions", "/chat/completions") {
        @Override
        JsonNode body(boolean stream, String prompt, List<String> tools, int results) {
            var messages =
                    Json.array(
                            Json.object(
                                    "role", "system", "content", "Working directory: /work/here"),
                            Json.object("role", "user", "content", prompt));
            for (int i = 0; i < results; i++) {
                messages.add(Json.object("role", "assistant", "content", null));
                messages.add(Json.object("role", "tool", "tool_call_id", "t", "content", "out"));
            }
            return Json.object(
                    "model",
                    "m",
                    "stream",
                    stream,
                    "messages",
                    messages,
                    "tools",
                    tools.stream()
                            .map(t -> Json.object("function", Json.object("name", t)))
                            .toList());
        }
    },
    GEMINI("/v1beta/models/m:streamGenerateContent", "/v1beta/models/m:generateContent") {
        @Override
        JsonNode body(boolean stream, String prompt, List<String> tools, int results) {
            var contents = Json.array(content("user", Json.object("text", prompt)));
            for (int i = 0; i < results; i++) {
                contents.add(
                        content("model", Json.object("functionCall", Json.object("name", "n"))));
                var response = Json.object("name", "n", "response", Json.object("output", "out"));
                contents.add(content("user", Json.object("functionResponse", response)));
            }
            var declarations = tools.stream().map(t -> Json.object("name", t)).toList();
            return Json.object(
                    "systemInstruction",
                            content("user", Json.object("text", "Working directory: /work/here")),
                    "contents", contents,
                    "tools", Json.array(Json.object("functionDeclarations", declarations)));
        }

        private JsonNode content(String role, JsonNode part) {
            return Json.object("role", role, "parts", Json.array(part));
        }
    };

    private final String streamPath;
    private final String wholePath;

    ModelRequests(String streamPath, String wholePath) {
        this.streamPath = streamPath;
        this.wholePath = wholePath;
    }

    String path(boolean stream) {
        return stream ? streamPath : wholePath;
    }

    Dialect dialect(boolean stream) {
        return switch (this) {
            case ANTHROPIC -> new AnthropicDialect();
            case RESPONSES -> new ResponsesDialect();
            case CHAT -> new ChatDialect();
            case GEMINI -> new GeminiDialect("m", stream);
        };
    }

    /// @param results how many tools have answered since the prompt, one after the other
    abstract JsonNode body(boolean stream, String prompt, List<String> tools, int results);

    JsonNode body(boolean stream, String prompt) {
        return body(stream, prompt, List.of("Write", "write", "write_file", "exec_command"), 0);
    }
}
