package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Change;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Location;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// What OpenCode's tools do, in words that are the same for every agent.
final class ToolShapes {
    static final String SUBAGENT = "task";
    static final String QUESTION = "question";

    private ToolShapes() {}

    /// One of `read` `edit` `search` `execute` `think` `fetch` `other`.
    static String kind(String toolName) {
        return switch (toolName) {
            case "read" -> "read";
            case "write", "edit", "multiedit", "patch", "apply_patch" -> "edit";
            case "glob", "grep", "list", "codesearch", "lsp" -> "search";
            case "bash" -> "execute";
            case "webfetch", "websearch" -> "fetch";
            case SUBAGENT, "todowrite", "todoread", "skill", "plan_exit", "plan_enter" -> "think";
            default -> "other";
        };
    }

    static @Nullable List<Location> locations(JsonNode input) {
        var path = path(input);
        if (path == null) {
            return null;
        }
        long line = NativeJson.number(input, "offset");
        return List.of(new Location(path, line > 0 ? (int) line : null, Map.of()));
    }

    private static @Nullable String path(JsonNode input) {
        var path = NativeJson.string(input, "filePath");
        return path == null ? NativeJson.string(input, "path") : path;
    }

    static @Nullable List<Change> changes(String toolName, JsonNode input) {
        var path = NativeJson.string(input, "filePath");
        if (path == null || !kind(toolName).equals("edit")) {
            return null;
        }
        var written = NativeJson.string(input, "content");
        var replaced = NativeJson.string(input, "newString");
        if (written == null && replaced == null) {
            return null;
        }
        return List.of(
                written != null
                        ? new Change(path, null, written, null, Map.of())
                        : new Change(
                                path,
                                NativeJson.string(input, "oldString"),
                                replaced,
                                null,
                                Map.of()));
    }
}
