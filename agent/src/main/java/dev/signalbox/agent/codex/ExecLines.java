package dev.signalbox.agent.codex;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// Reads lines of `codex exec --json` as what the app-server would have said: the same items, spelt in
/// another way and never streamed.
final class ExecLines {
    private static final Map<String, String> TYPES =
            Map.of(
                    "agent_message",
                    "agentMessage",
                    "reasoning",
                    "reasoning",
                    "command_execution",
                    ItemShapes.COMMAND,
                    "file_change",
                    ItemShapes.FILES,
                    "mcp_tool_call",
                    ItemShapes.MCP,
                    "collab_tool_call",
                    ItemShapes.COLLAB,
                    "web_search",
                    "webSearch",
                    "image_view",
                    "imageView");

    private final CodexTranslator translator;
    private String threadId = "";
    private int turns;

    ExecLines(CodexTranslator translator) {
        this.translator = translator;
    }

    /// @return whether the line is one of theirs
    boolean accept(ObjectNode line) {
        var type = NativeJson.string(line, "type", "");
        switch (type) {
            case "thread.started" -> {
                threadId = NativeJson.string(line, "thread_id", "exec");
                var thread = ProtocolJson.object().put("id", threadId);
                say("thread/started", ProtocolJson.object().set("thread", thread));
            }
            case "turn.started" -> {
                turns++;
                say("turn/started", ProtocolJson.object().set("turn", turn("inProgress")));
            }
            case "turn.completed" -> {
                usage(line.path("usage"));
                say("turn/completed", ProtocolJson.object().set("turn", turn("completed")));
            }
            case "turn.failed" -> {
                var turn = turn("failed").set("error", line.path("error"));
                say("turn/completed", ProtocolJson.object().set("turn", turn));
            }
            case "item.started", "item.updated", "item.completed" ->
                    item(type.substring("item.".length()), line.path("item"));
            case "error" -> error(line);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void say(String method, JsonNode params) {
        if (params instanceof ObjectNode object) {
            object.put("threadId", threadId).put("turnId", "turn" + turns);
        }
        translator.notified(method, params);
    }

    private ObjectNode turn(String status) {
        return ProtocolJson.object().put("id", "turn" + turns).put("status", status);
    }

    /// A failure is said here and at the turn's end again; one that is tried again is said here only.
    private void error(ObjectNode line) {
        var message = NativeJson.string(line, "message", "");
        if (message.startsWith("Reconnecting")) {
            var params = ProtocolJson.object().put("willRetry", true);
            say("error", params.set("error", ProtocolJson.object().put("message", message)));
        }
    }

    private void usage(JsonNode spent) {
        var total = ProtocolJson.object();
        for (var field : spent.properties()) {
            total.set(camel(field.getKey()), field.getValue());
        }
        var usage = ProtocolJson.object();
        usage.set("total", total);
        usage.set("last", total);
        say("thread/tokenUsage/updated", ProtocolJson.object().set("tokenUsage", usage));
    }

    private void item(String what, JsonNode item) {
        switch (NativeJson.string(item, "type", "")) {
            case "error" -> {
                var message = NativeJson.string(item, "message", "");
                say("warning", ProtocolJson.object().put("message", message));
            }
            case "todo_list" -> {
                if (!what.equals("started")) {
                    say("turn/plan/updated", ProtocolJson.object().set("plan", plan(item)));
                }
            }
            default -> {
                if (!what.equals("updated")) {
                    say("item/" + what, ProtocolJson.object().set("item", spelt(item)));
                }
            }
        }
    }

    private static ArrayNode plan(JsonNode item) {
        var plan = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var entry : item.path("items")) {
            var status = NativeJson.isTrue(entry, "completed") ? "completed" : "pending";
            plan.add(
                    ProtocolJson.object()
                            .put("step", NativeJson.string(entry, "text", ""))
                            .put("status", status));
        }
        return plan;
    }

    private static ObjectNode spelt(JsonNode item) {
        var spelt = ProtocolJson.object();
        for (var field : item.properties()) {
            spelt.set(camel(field.getKey()), field.getValue());
        }
        var type = NativeJson.string(item, "type", "");
        spelt.put("type", TYPES.getOrDefault(type, type));
        var status = NativeJson.string(item, "status");
        if (status != null) {
            spelt.put("status", camel(status));
        }
        if (type.equals("reasoning")) {
            spelt.set(
                    "summary",
                    ProtocolJson.mapperForEmbedding()
                            .createArrayNode()
                            .add(NativeJson.string(item, "text", "")));
        } else if (type.equals("file_change")) {
            kinds(spelt);
        }
        return spelt;
    }

    /// The kind of a change is a word here, and an object there.
    private static void kinds(ObjectNode item) {
        var changes = item.path("changes").deepCopy();
        for (var change : changes) {
            var kind = NativeJson.string(change, "kind");
            if (kind != null && change instanceof ObjectNode object) {
                object.set("kind", ProtocolJson.object().put("type", kind));
            }
        }
        item.set("changes", changes);
    }

    private static String camel(String words) {
        var camel = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            boolean isAfterGap = i > 0 && words.charAt(i - 1) == '_';
            if (c != '_') {
                camel.append(isAfterGap ? Character.toUpperCase(c) : c);
            }
        }
        return camel.toString();
    }
}
