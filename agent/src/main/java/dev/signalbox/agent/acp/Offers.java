package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.Map;

/// The modes and models that an agent offers for a session, which it does in one of two ways: as
/// `modes` and `models`, or as options of a category.
final class Offers {
    static final Offers NONE = new Offers(ProtocolJson.object());

    private static final String MODE = "mode";
    private static final String MODEL = "model";

    private final JsonNode said;
    private final Map<String, String> current = new HashMap<>();

    /// A request to make, without the session's id.
    ///
    /// @param done to be run when the agent has agreed
    record Change(String method, ObjectNode params, Runnable done) {}

    private Offers(JsonNode said) {
        this.said = said;
    }

    /// @param result of the request that opened the session
    static Offers of(JsonNode result) {
        return new Offers(result);
    }

    boolean hasMode(String wanted) {
        if (has(said.path("modes").path("availableModes"), "id", wanted)) {
            return true;
        }
        for (var option : said.path("configOptions")) {
            if (NativeJson.string(option, "category", "").equals(MODE)
                    && has(option.path("options"), "value", wanted)) {
                return true;
            }
        }
        return false;
    }

    /// @return null when there is nothing to change, or no such mode
    @Nullable Change mode(@Nullable String wanted) {
        return change(
                wanted,
                MODE,
                said.path("modes"),
                "availableModes",
                "id",
                "currentModeId",
                "session/set_mode",
                "modeId");
    }

    /// As [#mode]; a model that is not offered by name is asked for all the same, for the lists are
    /// not complete.
    @Nullable Change model(@Nullable String wanted) {
        return change(
                wanted,
                MODEL,
                said.path("models"),
                "availableModels",
                "modelId",
                "currentModelId",
                "session/set_model",
                "modelId");
    }

    private @Nullable Change change(
            @Nullable String wanted,
            String category,
            JsonNode list,
            String entries,
            String entryId,
            String now,
            String method,
            String param) {
        if (wanted == null) {
            return null;
        }
        Runnable done = () -> current.put(category, wanted);
        boolean isListed = has(list.path(entries), entryId, wanted);
        if (list.isObject() && (isListed || category.equals(MODEL))) {
            var is = current.getOrDefault(category, NativeJson.string(list, now, ""));
            return is.equals(wanted)
                    ? null
                    : new Change(method, ProtocolJson.object().put(param, wanted), done);
        }
        for (var option : said.path("configOptions")) {
            if (NativeJson.string(option, "category", "").equals(category)
                    && (category.equals(MODEL) || has(option.path("options"), "value", wanted))) {
                var is =
                        current.getOrDefault(
                                category, NativeJson.string(option, "currentValue", ""));
                var params =
                        ProtocolJson.object()
                                .put("configId", NativeJson.string(option, "id", category))
                                .put("value", wanted);
                return is.equals(wanted)
                        ? null
                        : new Change("session/set_config_option", params, done);
            }
        }
        return null;
    }

    private static boolean has(JsonNode list, String field, String wanted) {
        for (var entry : list) {
            if (wanted.equals(NativeJson.string(entry, field))) {
                return true;
            }
        }
        return false;
    }
}
