package dev.signalbox.agent;

import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// The commands that an agent offers, as a client shows them.
public final class SlashCommands {
    private static final int DESCRIPTION_CHARS_MAX = 120;

    private SlashCommands() {}

    /// Name, short description and argument hint of each; null when there are none.
    ///
    /// @param commands with the hint in `argumentHint`, as Claude Code has it, or in `input.hint`, as
    ///   ACP does
    public static @Nullable JsonNode of(JsonNode commands) {
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
            var ofInput = NativeJson.string(command.path("input"), "hint", "");
            var hint = NativeJson.string(command, "argumentHint", ofInput);
            if (!hint.isEmpty()) {
                made.put("argumentHint", hint);
            }
            list.add(made);
        }
        return list;
    }
}
