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
import java.util.stream.Collectors;

/// OpenAI Chat Completions, as OpenCode and most other agents speak it.
record ChatDialect() implements Dialect {
    @Override
    public String name() {
        return "chat";
    }

    @Override
    public ModelRequest read(JsonNode body) {
        var items =
                body.path("messages")
                        .valueStream()
                        .map(m -> new Item(role(m), ModelRequest.textOf(m.path("content"))))
                        .toList();
        return new ModelRequest(
                body.path("model").asString(""),
                items.stream()
                        .filter(item -> item.role() == Role.SYSTEM)
                        .map(Item::text)
                        .collect(Collectors.joining("\n")),
                items,
                body.path("tools")
                        .valueStream()
                        .map(t -> OfferedTool.named(Json.at(t, "function", "name").asString("")))
                        .toList(),
                body.path("stream").asBoolean(false),
                ModelRequest.firstPresent(
                        Json.at(body, "response_format", "json_schema", "schema")));
    }

    private static Role role(JsonNode message) {
        return switch (message.path("role").asString("")) {
            case "user" -> Role.USER;
            case "tool" -> Role.TOOL;
            case "system" -> Role.SYSTEM;
            default -> Role.ASSISTANT;
        };
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
        private final String id;
        private final StringBuilder said = new StringBuilder();
        private final ArrayNode calls = array();

        Writer(AnswerSetting setting, SseWriter events) {
            this.setting = setting;
            this.events = events;
            this.id = setting.ids().next("chatcmpl");
        }

        private ObjectNode envelope(String kind, ObjectNode choice) {
            return object(
                    "id",
                    id,
                    "object",
                    kind,
                    "created",
                    1,
                    "model",
                    setting.model(),
                    "choices",
                    array(choice));
        }

        private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
            return envelope(
                    "chat.completion.chunk",
                    object("index", 0, "delta", delta, "finish_reason", finish));
        }

        @Override
        public void start() throws IOException {
            events.send(chunk(object("role", "assistant", "content", ""), null));
        }

        @Override
        public void text(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            for (var content : chunks) {
                said.append(content);
                events.send(chunk(object("content", content), null));
                events.pause(pace);
            }
        }

        @Override
        public void thinking(List<String> chunks, Duration pace)
                throws IOException, InterruptedException {
            for (var content : chunks) {
                events.send(chunk(object("reasoning_content", content), null));
                events.pause(pace);
            }
        }

        @Override
        public void tool(ToolCall call, Duration pace) throws IOException, InterruptedException {
            int index = calls.size();
            calls.add(functionCall(call, call.rawArguments()));
            var first = object("index", index).setAll(functionCall(call, ""));
            events.send(chunk(object("tool_calls", array(first)), null));
            for (var arguments : call.argumentChunks()) {
                var more = object("index", index, "function", object("arguments", arguments));
                events.send(chunk(object("tool_calls", array(more)), null));
                events.pause(pace);
            }
        }

        private static ObjectNode functionCall(ToolCall call, String arguments) {
            return object(
                    "id", call.id(),
                    "type", "function",
                    "function", object("name", call.name(), "arguments", arguments));
        }

        @Override
        public JsonNode end(boolean calledTools, @Nullable String stop) throws IOException {
            var finish = stop != null ? stop : calledTools ? "tool_calls" : "stop";
            events.send(chunk(object(), finish).set("usage", usage()));
            events.sendData("[DONE]");
            var message = object("role", "assistant", "content", said.toString());
            if (calledTools) {
                message.set("tool_calls", calls);
            }
            var choice = object("index", 0, "message", message, "finish_reason", finish);
            return envelope("chat.completion", choice).set("usage", usage());
        }

        private ObjectNode usage() {
            var usage = setting.usage();
            return object(
                    "prompt_tokens", usage.input(),
                    "completion_tokens", usage.output(),
                    "total_tokens", usage.total());
        }

        @Override
        public void fail(String message) throws IOException {
            events.send(
                    object(
                            "error",
                            object(
                                    "message",
                                    message,
                                    "type",
                                    "server_error",
                                    "code",
                                    "overloaded")));
        }
    }
}
