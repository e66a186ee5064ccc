package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Change;
import dev.signalbox.protocol.ConversationBlock.ToolUse.Location;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads what agents put into the `content`, `locations` and `rawOutput` of a tool call.
final class ToolContent {
    private ToolContent() {}

    /// The texts of it; empty when there are none.
    static String text(JsonNode content) {
        var text = new StringBuilder();
        for (var item : content) {
            var inner = item.path("content");
            var said = NativeJson.string(inner, "text");
            if (said == null) {
                said = NativeJson.string(inner.path("resource"), "text");
            }
            if (said != null) {
                text.append(text.isEmpty() ? "" : "\n").append(said);
            }
        }
        return text.toString();
    }

    /// The changes of files; null when there are none.
    static @Nullable List<Change> changes(JsonNode content) {
        var changes = new ArrayList<Change>();
        for (var item : content) {
            var path = NativeJson.string(item, "path");
            if (path != null && NativeJson.string(item, "type", "").equals("diff")) {
                changes.add(
                        new Change(
                                path,
                                NativeJson.string(item, "oldText"),
                                NativeJson.string(item, "newText"),
                                null,
                                Map.of()));
            }
        }
        return changes.isEmpty() ? null : changes;
    }

    /// The places in files; null when there are none.
    static @Nullable List<Location> locations(JsonNode locations) {
        var places = new ArrayList<Location>();
        for (var location : locations) {
            var path = NativeJson.string(location, "path");
            if (path != null) {
                long line = NativeJson.number(location, "line");
                places.add(new Location(path, line > 0 ? (int) line : null, Map.of()));
            }
        }
        return places.isEmpty() ? null : places;
    }

    /// What a call gave: the agent's own words for it, which are bare of what it puts around them
    /// for people, or else those.
    ///
    /// @param streamed what came while it ran
    static JsonNode output(@Nullable JsonNode raw, String text, String streamed) {
        if (raw != null && raw.isString()) {
            return raw;
        }
        if (raw != null && raw.isObject()) {
            for (var field : new String[] {"output", "error"}) {
                var said = raw.get(field);
                if (said != null && said.isString()) {
                    return said;
                }
            }
        }
        if (!text.isEmpty()) {
            return ProtocolJson.text(text);
        }
        if (!streamed.isEmpty()) {
            return ProtocolJson.text(streamed);
        }
        return raw == null || raw.isNull() ? ProtocolJson.text("") : raw;
    }

    /// Whether a call that is said to have completed was a command that failed.
    static boolean isFailedCommand(@Nullable JsonNode raw) {
        var exit = raw == null ? null : raw.path("metadata").get("exit");
        return exit != null && exit.isNumber() && NativeJson.real(exit) != 0;
    }
}
