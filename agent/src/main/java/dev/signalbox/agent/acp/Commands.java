package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// The commands that an agent offers, as a client shows them.
final class Commands {
    private static final int DESCRIPTION_CHARS_MAX = 120;

    private Commands() {}

    /// Name, short description and argument hint of each; null when there are none.
    static @Nullable JsonNode of(JsonNode commands) {
        if (!commands.isArray() || commands.isEmpty()) {
            return null;
        }
        var list = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var command : commands) {
            var description = NativeJson.string(command, "description", "");
            if (description.length() > DESCRIPTION_CHARS_MAX) {
                description = description.substring(0, DESCRIPTION_CHARS_MAX - 1) + "…";
            }
            var made = ProtocolJson.object().put("name", NativeJson.string(command, "name", ""));
            made.put("description", description);
            var hint = NativeJson.string(command.path("input"), "hint");
            if (hint != null) {
                made.put("argumentHint", hint);
            }
            list.add(made);
        }
        return list;
    }
}
