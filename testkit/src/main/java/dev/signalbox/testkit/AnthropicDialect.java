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

/// Anthropic Messages, as Claude Code speaks it.
record AnthropicDialect() implements Dialect {
    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public ModelRequest read(JsonNode body) {
        var items = new ArrayList<Item>();
        for (var message : body.path("messages")) {
            for (var part : Json.list(message.path("content"))) {
                var content = Json.isAbsent(part.path("content")) ? part : part.path("content");
                items.add(new Item(role(message, part), ModelRequest.textOf(content)));
            }
        }
        return new ModelRequest(
                body.path("model").asString(""),
                ModelRequest.textOf(body.path("system")),
                items,
                body.path("tools")
                        .valueStream()
                        .map(tool -> OfferedTool.named(tool.path("name").asString("")))
                        .toList(),
                body.path("stream").asBoolean(false),
                ModelRequest.firstPresent(
                        Json.at(body, "output_config", "format", "schema"),
                        Json.at(body, "output_format", "schema")));
    }

    private static Role role(JsonNode message, JsonNode part) {
        var role = message.path("role").asString("");
        if (role.equals("system")) {
            return Role.SYSTEM;
        }
        if (part.path("type").asString("").equals("tool_result")) {
            return Role.TOOL;
        }
        return role.equals("user") ? Role.USER : Role.ASSISTANT;
    }

    @Override
    public ObjectNode error(int status, String message) {
        return object(
                "type",
                "error",
                "error",
                object("type", Dialect.errorType(status), "message", message));
    }

    @Override
    public AnswerWriter answer(AnswerSetting setting, SseWriter events) {
        return new Writer(setting, events);
    }

    private static final class Writer implements AnswerWriter {
        private final SseWriter events;
        private final TokenUsage usage;
        private final ObjectNode message;
        private final ArrayNode content = array();

        Writer(AnswerSetting setting, SseWriter events) {
            this.events = events;
            this.usage = setting.usage();
            this.message =
                    object(
                            "id",
                            setting.ids().next("msg"),
                            "type",
                            "message",
                            "role",
                            "assistant",
                            "model",
                            setting.model(),
                            "content",
                            array(),
                            "stop_reason",
                            null,
                            "stop_sequence",
                            null,
                            "usage",
                            usage(1));
        }

        private ObjectNode usage(long output) {
            return object(
                    "input_tokens",
                    usage.input(),
                    "cache_creation_input_tokens",
                    0,
                    "cache_read_input_tokens",
                    0,
                    "output_tokens",
                    output);
        }

        @Override
        public void start() throws IOException {
            events.sendNamed(object("type", "message_start", "message", message));
        }

        @Override
        public void text(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            var deltas = chunks.stream().map(c -> object("type", "text_delta", "text", c)).toList();
            block(object("type", "text", "text", ""), deltas, pace);
            content.add(object("type", "text", "text", String.join("", chunks)));
        }

        @Override
        public void thinking(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            var deltas = new ArrayList<ObjectNode>();
            chunks.forEach(c -> deltas.add(object("type", "thinking_delta", "thinking", c)));
            deltas.add(object("type", "signature_delta", "signature", "stub"));
            block(object("type", "thinking", "thinking", "", "signature", ""), deltas, pace);
            content.add(
                    object(
                            "type", "thinking",
                            "thinking", String.join("", chunks),
                            "signature", "stub"));
        }

        @Override
        public void tool(ToolCall call, Duration pace) throws IOException, InterruptedException {
            var deltas =
                    call.argumentChunks().stream()
                            .map(c -> object("type", "input_json_delta", "partial_json", c))
                            .toList();
            block(toolUse(call, object()), deltas, pace);
            content.add(toolUse(call, call.input()));
        }

        private static ObjectNode toolUse(ToolCall call, JsonNode input) {
            return object("type", "tool_use", "id", call.id(), "name", call.name(), "input", input);
        }

        private void block(ObjectNode start, List<ObjectNode> deltas, Duration pace)
                throws IOException, InterruptedException {
            int index = content.size();
            events.sendNamed(
                    object("type", "content_block_start", "index", index, "content_block", start));
            for (var delta : deltas) {
                events.sendNamed(
                        object("type", "content_block_delta", "index", index, "delta", delta));
                events.pause(pace);
            }
            events.sendNamed(object("type", "content_block_stop", "index", index));
        }

        @Override
        public JsonNode end(boolean calledTools, @Nullable String stop) throws IOException {
            var reason = stop != null ? stop : calledTools ? "tool_use" : "end_turn";
            events.sendNamed(
                    object(
                            "type", "message_delta",
                            "delta", object("stop_reason", reason, "stop_sequence", null),
                            "usage", object("output_tokens", usage.output())));
            events.sendNamed(object("type", "message_stop"));
            return message.deepCopy()
                    .setAll(
                            object(
                                    "content", content,
                                    "stop_reason", reason,
                                    "usage", usage(usage.output())));
        }

        @Override
        public void fail(String message) throws IOException {
            var error = object("type", "overloaded_error", "message", message);
            events.sendNamed(object("type", "error", "error", error));
        }
    }
}
