package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.SlashCommands;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// What an agent says besides its conversation: commands, mode, title, and what is used.
final class News {
    private final Turns turns;
    private final Spending spending;
    private @Nullable JsonNode commands;

    News(Turns turns, Spending spending) {
        this.turns = turns;
        this.spending = spending;
    }

    /// @return false when it does not know such an update
    boolean accept(String kind, JsonNode update) {
        switch (kind) {
            case "available_commands_update" -> commands(update.path("availableCommands"));
            case "current_mode_update" -> mode(NativeJson.string(update, "currentModeId"));
            case "usage_update" -> turns.metadata(spending.update(update));
            case "session_info_update" -> title(NativeJson.string(update, "title"));
            case "config_option_update" -> options(update.path("configOptions"));
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Whether an update is the last of a turn: Claude's adapter then says whose turn it was, and
    /// Codex's that it is idle.
    static boolean isEndOfTurn(JsonNode update) {
        var meta = update.path("_meta");
        var status = meta.path("codex").path("threadStatus");
        return meta.has("_claude/origin") || NativeJson.string(status, "type", "").equals("idle");
    }

    private void title(@Nullable String title) {
        if (title != null) {
            turns.metadata(new Metadata(null, null, null, null, null, title, null, Map.of()));
        }
    }

    private void commands(JsonNode said) {
        var list = SlashCommands.of(said);
        if (list != null && !list.equals(commands)) {
            commands = list;
            turns.metadata(new Metadata(null, null, null, null, null, null, list, Map.of()));
        }
    }

    void mode(@Nullable String mode) {
        if (mode != null) {
            turns.metadata(
                    new Metadata(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Map.of("mode", ProtocolJson.text(mode))));
        }
    }

    private void options(JsonNode options) {
        for (var option : options) {
            if (NativeJson.string(option, "category", "").equals("mode")) {
                mode(NativeJson.string(option, "currentValue"));
            }
        }
    }
}
