package dev.signalbox.agent.codex;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Change;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Location;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How Codex's items read as tools: their names, inputs, files.
final class ItemShapes {
    static final String COMMAND = "commandExecution";
    static final String FILES = "fileChange";
    static final String MCP = "mcpToolCall";
    static final String COLLAB = "collabAgentToolCall";

    private static final Set<String> TOOLS =
            Set.of(
                    COMMAND,
                    FILES,
                    MCP,
                    COLLAB,
                    "dynamicToolCall",
                    "webSearch",
                    "imageView",
                    "imageGeneration",
                    "sleep",
                    "functionCallOutput");

    /// What an item is made of besides its input.
    private static final Set<String> NOT_INPUT =
            Set.of(
                    "type",
                    "id",
                    "status",
                    "startedAtMs",
                    "completedAtMs",
                    "durationMs",
                    "result",
                    "results",
                    "error",
                    "output",
                    "agentsStates",
                    "senderThreadId");

    private ItemShapes() {}

    static String type(JsonNode item) {
        return NativeJson.string(item, "type", "");
    }

    static boolean isTool(JsonNode item) {
        return TOOLS.contains(type(item));
    }

    static String toolName(JsonNode item) {
        var type = type(item);
        return switch (type) {
            case MCP -> mcpName(NativeJson.string(item, "server", ""), tool(item));
            case "dynamicToolCall", COLLAB -> tool(item);
            case "functionCallOutput" -> NativeJson.string(item, "name", type);
            default -> type;
        };
    }

    private static String tool(JsonNode item) {
        return NativeJson.string(item, "tool", "unknown");
    }

    static String mcpName(String server, String tool) {
        return "mcp__" + server + "__" + tool;
    }

    static @Nullable String displayName(JsonNode item) {
        return switch (type(item)) {
            case COMMAND -> "Shell";
            case FILES -> "Edit files";
            case "webSearch" -> "Web search";
            case "imageView" -> "View image";
            default -> null;
        };
    }

    static String kind(JsonNode item) {
        return switch (type(item)) {
            case COMMAND -> commandKind(item.path("commandActions"));
            case FILES -> filesKind(item.path("changes"));
            case "webSearch" -> "search";
            case "imageView" -> "read";
            default -> "other";
        };
    }

    private static String commandKind(JsonNode actions) {
        var kinds = new ArrayList<String>();
        for (var action : actions) {
            var kind =
                    switch (type(action)) {
                        case "read" -> "read";
                        case "search", "listFiles" -> "search";
                        default -> "execute";
                    };
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        return kinds.size() == 1 ? kinds.getFirst() : "execute";
    }

    private static String filesKind(JsonNode changes) {
        for (var change : changes) {
            if (!type(change.path("kind")).equals("delete")) {
                return "edit";
            }
        }
        return changes.isEmpty() ? "edit" : "delete";
    }

    static JsonNode input(JsonNode item) {
        return switch (type(item)) {
            case COMMAND -> commandInput(item);
            case MCP, "dynamicToolCall" -> {
                var arguments = item.get("arguments");
                yield arguments == null || arguments.isNull() ? ProtocolJson.object() : arguments;
            }
            default -> rest(item);
        };
    }

    /// The command as the model wrote it, without the shell that Codex puts around it.
    private static ObjectNode commandInput(JsonNode item) {
        var line = NativeJson.string(item, "command", "");
        var actions = item.path("commandActions");
        var command =
                actions.size() == 1 ? NativeJson.string(actions.get(0), "command", line) : line;
        var input = ProtocolJson.object().put("command", command);
        if (!command.equals(line)) {
            input.put("commandLine", line);
        }
        var cwd = NativeJson.string(item, "cwd");
        return cwd == null ? input : input.put("cwd", cwd);
    }

    private static ObjectNode rest(JsonNode item) {
        var input = ProtocolJson.object();
        for (var field : item.properties()) {
            if (!NOT_INPUT.contains(field.getKey()) && !field.getValue().isNull()) {
                input.set(field.getKey(), field.getValue());
            }
        }
        return input;
    }

    static @Nullable List<Location> locations(JsonNode item) {
        var locations = new ArrayList<Location>();
        for (var path : paths(item)) {
            locations.add(new Location(path, null, Map.of()));
        }
        return locations.isEmpty() ? null : locations;
    }

    /// The files that an item is about.
    static List<String> paths(JsonNode item) {
        var paths = new ArrayList<String>();
        for (var part : item.path(type(item).equals(COMMAND) ? "commandActions" : "changes")) {
            add(paths, NativeJson.string(part, "path"));
            add(paths, NativeJson.string(part.path("kind"), "move_path"));
        }
        if (!type(item).equals(COMMAND)) {
            add(paths, NativeJson.string(item, "path"));
        }
        return paths;
    }

    private static void add(List<String> paths, @Nullable String path) {
        if (path != null && !path.isBlank() && !paths.contains(path)) {
            paths.add(path);
        }
    }

    /// What happens to files: a new one comes whole, a changed one as a difference.
    static @Nullable List<Change> changes(JsonNode item) {
        if (!type(item).equals(FILES)) {
            return null;
        }
        var changes = new ArrayList<Change>();
        for (var change : item.path("changes")) {
            var path = NativeJson.string(change, "path", "");
            var diff = NativeJson.string(change, "diff");
            changes.add(
                    switch (type(change.path("kind"))) {
                        case "add" -> new Change(path, null, diff, null, Map.of());
                        case "delete" -> new Change(path, diff, null, null, Map.of());
                        default -> new Change(path, null, null, diff, Map.of());
                    });
        }
        return changes.isEmpty() ? null : changes;
    }

    static boolean isSuccess(JsonNode item) {
        var status = NativeJson.string(item, "status", "completed");
        var success = item.get("success");
        return status.equals("completed")
                && (success == null || !success.isBoolean() || success.booleanValue());
    }
}
