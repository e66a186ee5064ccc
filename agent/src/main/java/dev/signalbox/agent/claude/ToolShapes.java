package dev.signalbox.agent.claude;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Change;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Location;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What Claude's tools do, in words that are the same for every agent.
final class ToolShapes {
    private ToolShapes() {}

    /// One of `read` `edit` `search` `execute` `think` `fetch` `other`.
    static String kind(String toolName) {
        return switch (toolName) {
            case "Read", "NotebookRead", "ReadMcpResource", "ListMcpResources" -> "read";
            case "Write", "Edit", "MultiEdit", "NotebookEdit" -> "edit";
            case "Glob", "Grep", "LS", "ToolSearch" -> "search";
            case "Bash", "PowerShell", "BashOutput", "TaskOutput", "KillShell", "TaskStop" ->
                    "execute";
            case "WebFetch", "WebSearch" -> "fetch";
            case "Agent", "Task", "TodoWrite", "EnterPlanMode", "ExitPlanMode" -> "think";
            default -> "other";
        };
    }

    /// Whether a tool starts a subagent.
    static boolean isAgent(String toolName) {
        return toolName.equals("Agent") || toolName.equals("Task");
    }

    private static @Nullable String path(JsonNode input) {
        var path = NativeJson.string(input, "file_path");
        if (path == null) {
            path = NativeJson.string(input, "notebook_path");
        }
        return path == null ? NativeJson.string(input, "path") : path;
    }

    /// The file that a call is about; null when it is about none.
    static @Nullable List<Location> locations(JsonNode input) {
        var path = path(input);
        if (path == null) {
            return null;
        }
        long line = NativeJson.number(input, "offset");
        boolean hasLine = line > 0 && line <= Integer.MAX_VALUE;
        return List.of(new Location(path, hasLine ? (int) line : null, Map.of()));
    }

    /// What a call changes in a file; null when it changes none.
    static @Nullable List<Change> changes(String toolName, JsonNode input) {
        var path = path(input);
        if (path == null || !kind(toolName).equals("edit")) {
            return null;
        }
        var edits = input.get("edits");
        if (edits != null && edits.isArray()) {
            var changes = new ArrayList<Change>();
            for (var edit : edits) {
                changes.add(change(path, edit));
            }
            return changes;
        }
        return List.of(change(path, input));
    }

    private static Change change(String path, JsonNode edit) {
        var newText = NativeJson.string(edit, "new_string");
        if (newText == null) {
            newText = NativeJson.string(edit, "content");
        }
        if (newText == null) {
            newText = NativeJson.string(edit, "new_source");
        }
        return new Change(path, NativeJson.string(edit, "old_string"), newText, null, Map.of());
    }
}
