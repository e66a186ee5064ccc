package dev.signalbox.testkit;

import static dev.signalbox.testkit.Json.array;
import static dev.signalbox.testkit.Json.object;

import dev.signalbox.testkit.ModelRequest.Item;
import dev.signalbox.testkit.ModelRequest.OfferedTool;
import dev.signalbox.testkit.ModelRequest.Role;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Gemini's generateContent. Its path names the model and says whether to stream, so the body does
/// not.
///
/// @param model the model's name, from the path
/// @param stream whether the path asks for a stream
record GeminiDialect(String model, boolean stream) implements Dialect {
    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public ModelRequest read(JsonNode body) {
        var items = new ArrayList<Item>();
        for (var content : body.path("contents")) {
            for (var part : content.path("parts")) {
                items.add(item(content, part));
            }
        }
        var config = body.path("generationConfig");
        return new ModelRequest(
                model,
                ModelRequest.textOf(Json.at(body, "systemInstruction", "parts")),
                items,
                body.path("tools")
                        .valueStream()
                        .flatMap(group -> group.path("functionDeclarations").valueStream())
                        .map(tool -> OfferedTool.named(tool.path("name").asString("")))
                        .toList(),
                stream,
                ModelRequest.firstPresent(
                        config.path("responseJsonSchema"), config.path("responseSchema")));
    }

    private static Item item(JsonNode content, JsonNode part) {
        var result = part.path("functionResponse");
        if (!Json.isAbsent(result)) {
            var response = result.path("response");
            return new Item(Role.TOOL, Json.isAbsent(response) ? "" : Json.write(response));
        }
        var role = content.path("role").asString("").equals("model") ? Role.ASSISTANT : Role.USER;
        return new Item(role, part.path("text").asString(""));
    }

    @Override
    public ObjectNode error(int status, String message) {
        return object(
                "error", object("code", status, "message", message, "status", grpcStatus(status)));
    }

    private static String grpcStatus(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503, 529 -> "UNAVAILABLE";
            default -> "UNKNOWN";
        };
    }

    @Override
    public AnswerWriter answer(AnswerSetting setting, SseWriter events) {
        return new Writer(setting, events);
    }

    private static final class Writer implements AnswerWriter {
        private final AnswerSetting setting;
        private final SseWriter events;
        private final ArrayNode parts = array();

        Writer(AnswerSetting setting, SseWriter events) {
            this.setting = setting;
            this.events = events;
        }

        private ObjectNode response(ArrayNode parts, @Nullable String finish) {
            var candidate = object("content", object("role", "model", "parts", parts), "index", 0);
            if (finish != null) {
                candidate.put("finishReason", finish);
            }
            return object(
                    "candidates", array(candidate),
                    "modelVersion", setting.model(),
                    "responseId", "stub");
        }

        private void part(ObjectNode part) throws IOException {
            parts.add(part);
            events.send(response(array(part), null));
        }

        @Override
        public void start() {
            // A stream of Gemini's begins with its first part.
        }

        @Override
        public void text(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            for (var chunk : chunks) {
                part(object("text", chunk));
                events.pause(pace);
            }
        }

        @Override
        public void thinking(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            for (var chunk : chunks) {
                part(object("text", chunk, "thought", true));
                events.pause(pace);
            }
        }

        @Override
        public void tool(ToolCall call, Duration pace) throws IOException {
            part(
                    object(
                            "functionCall",
                            object("id", call.id(), "name", call.name(), "args", call.input())));
        }

        @Override
        public JsonNode end(boolean calledTools, @Nullable String stop) throws IOException {
            var finish = stop != null ? stop : "STOP";
            var usage =
                    object(
                            "promptTokenCount", setting.usage().input(),
                            "candidatesTokenCount", setting.usage().output(),
                            "totalTokenCount", setting.usage().total());
            events.send(response(array(object("text", "")), finish).set("usageMetadata", usage));
            return response(parts, finish).set("usageMetadata", usage);
        }

        @Override
        public void fail(String message) throws IOException {
            events.send(
                    object(
                            "error",
                            object("code", 503, "message", message, "status", "UNAVAILABLE")));
        }
    }
}
