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
import java.util.List;
import java.util.stream.Stream;

/// OpenAI Responses, as Codex speaks it.
record ResponsesDialect() implements Dialect {
    @Override
    public String name() {
        return "responses";
    }

    @Override
    public ModelRequest read(JsonNode body) {
        return new ModelRequest(
                body.path("model").asString(""),
                ModelRequest.textOf(body.path("instructions")),
                Json.list(body.path("input")).stream().flatMap(ResponsesDialect::items).toList(),
                body.path("tools").valueStream().flatMap(ResponsesDialect::tools).toList(),
                body.path("stream").asBoolean(false),
                ModelRequest.firstPresent(Json.at(body, "text", "format", "schema")));
    }

    private static Stream<Item> items(JsonNode item) {
        if (item.isString()) {
            return Stream.of(new Item(Role.USER, item.asString()));
        }
        if (item.path("type").asString("").endsWith("_output")) {
            return Stream.of(new Item(Role.TOOL, ModelRequest.textOf(item.path("output"))));
        }
        return switch (item.path("role").asString("")) {
            case "user" ->
                    Json.list(item.path("content")).stream()
                            .map(part -> new Item(Role.USER, ModelRequest.textOf(part)));
            case "developer", "system" -> Stream.of(new Item(Role.SYSTEM, content(item)));
            default -> Stream.of(new Item(Role.ASSISTANT, content(item)));
        };
    }

    private static String content(JsonNode item) {
        return ModelRequest.textOf(item.path("content"));
    }

    /// Codex groups some of its tools in namespaces.
    private static Stream<OfferedTool> tools(JsonNode tool) {
        var type = tool.path("type").asString("");
        var name = tool.path("name").asString(type);
        return type.equals("namespace")
                ? tool.path("tools").valueStream().map(inner -> tool(inner, name))
                : Stream.of(tool(tool, null));
    }

    private static OfferedTool tool(JsonNode tool, @Nullable String namespace) {
        var type = tool.path("type").asString("");
        return new OfferedTool(tool.path("name").asString(type), namespace, type.equals("custom"));
    }

    @Override
    public ObjectNode error(int status, String message) {
        var type = Dialect.errorType(status);
        return object("error", object("message", message, "type", type, "code", type));
    }

    @Override
    public AnswerWriter answer(AnswerSetting setting, SseWriter events) {
        return new Writer(setting, events);
    }

    private static final class Writer implements AnswerWriter {
        private final AnswerSetting setting;
        private final SseWriter events;
        private final String responseId;
        private final ArrayNode output = array();
        private int sequence;

        Writer(AnswerSetting setting, SseWriter events) {
            this.setting = setting;
            this.events = events;
            this.responseId = setting.ids().next("resp");
        }

        private ObjectNode response(String status) {
            return object(
                    "id",
                    responseId,
                    "object",
                    "response",
                    "created_at",
                    1_700_000_000,
                    "model",
                    setting.model(),
                    "status",
                    status,
                    "output",
                    array());
        }

        private void send(String type, ObjectNode fields) throws IOException {
            events.sendNamed(object("type", type, "sequence_number", sequence++).setAll(fields));
        }

        @Override
        public void start() throws IOException {
            send("response.created", object("response", response("in_progress")));
            send("response.in_progress", object("response", response("in_progress")));
        }

        @Override
        public void text(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            var whole = String.join("", chunks);
            var item =
                    object(
                            "type", "message",
                            "id", setting.ids().next("msg"),
                            "role", "assistant",
                            "status", "completed",
                            "content", array(outputText(whole)));
            var at = begin(item, object("status", "in_progress", "content", array()));
            var part = object("content_index", 0);
            send("response.content_part.added", with(at, part, "part", outputText("")));
            for (var chunk : chunks) {
                send("response.output_text.delta", with(at, part, "delta", chunk));
                events.pause(pace);
            }
            send("response.output_text.done", with(at, part, "text", whole));
            done(item);
        }

        private static ObjectNode outputText(String text) {
            return object("type", "output_text", "text", text, "annotations", array());
        }

        @Override
        public void thinking(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            var whole = String.join("", chunks);
            var item =
                    object(
                            "type",
                            "reasoning",
                            "id",
                            setting.ids().next("rs"),
                            "summary",
                            array(summaryText(whole)),
                            "encrypted_content",
                            "stub");
            var at = begin(item, object("summary", array()));
            var part = object("summary_index", 0);
            send("response.reasoning_summary_part.added", with(at, part, "part", summaryText("")));
            for (var chunk : chunks) {
                send("response.reasoning_summary_text.delta", with(at, part, "delta", chunk));
                events.pause(pace);
            }
            send("response.reasoning_summary_text.done", with(at, part, "text", whole));
            done(item);
        }

        private static ObjectNode summaryText(String text) {
            return object("type", "summary_text", "text", text);
        }

        @Override
        public void tool(ToolCall call, Duration pace) throws IOException, InterruptedException {
            var key = call.custom() ? "input" : "arguments";
            var item =
                    object(
                            "type", call.custom() ? "custom_tool_call" : "function_call",
                            "id", setting.ids().next("fc"),
                            "call_id", call.id(),
                            "name", call.name());
            if (call.namespace() != null) {
                item.put("namespace", call.namespace());
            }
            item.put("status", "completed").put(key, call.rawArguments());
            var at = begin(item, object("status", "in_progress", key, ""));
            var type =
                    call.custom()
                            ? "response.custom_tool_call_input"
                            : "response.function_call_arguments";
            for (var chunk : call.argumentChunks()) {
                send(type + ".delta", with(at, object(), "delta", chunk));
                events.pause(pace);
            }
            send(type + ".done", with(at, object(), key, call.rawArguments()));
            done(item);
        }

        /// Announces an item, which lacks what `unfinished` says.
        ///
        /// @return where the item's events say that they belong
        private ObjectNode begin(ObjectNode item, ObjectNode unfinished) throws IOException {
            send(
                    "response.output_item.added",
                    object(
                            "output_index",
                            output.size(),
                            "item",
                            item.deepCopy().setAll(unfinished)));
            return object("output_index", output.size(), "item_id", item.path("id"));
        }

        private void done(ObjectNode item) throws IOException {
            int index = output.size();
            output.add(item);
            send("response.output_item.done", object("output_index", index, "item", item));
        }

        private static ObjectNode with(ObjectNode at, ObjectNode part, String name, Object value) {
            return at.deepCopy().setAll(part).setAll(object(name, value));
        }

        @Override
        public JsonNode end(boolean calledTools, @Nullable String stop) throws IOException {
            var usage = setting.usage();
            var response =
                    response("completed")
                            .setAll(
                                    object(
                                            "output",
                                            output,
                                            "usage",
                                            object(
                                                    "input_tokens", usage.input(),
                                                    "input_tokens_details",
                                                            object("cached_tokens", 0),
                                                    "output_tokens", usage.output(),
                                                    "output_tokens_details",
                                                            object("reasoning_tokens", 0),
                                                    "total_tokens", usage.total())));
            send("response.completed", object("response", response));
            return response;
        }

        @Override
        public void fail(String message) throws IOException {
            var error = object("code", "server_error", "message", message);
            var response = response("failed").set("error", error);
            send("response.failed", object("response", response));
        }
    }
}
