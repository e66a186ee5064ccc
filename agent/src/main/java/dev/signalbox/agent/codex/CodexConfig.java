package dev.signalbox.agent.codex;

import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The option `config`: settings of Codex's own `config.toml`, for one session. A key may be a dotted
/// path; a value is any JSON, and is written as TOML.
final class CodexConfig {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_\"][A-Za-z0-9_.\"/@:-]*");
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

    private CodexConfig() {}

    /// What is wrong with a value of the option; null when nothing is.
    static @Nullable String problem(JsonNode value) {
        if (!value.isObject()) {
            return "must be an object of Codex's settings by name";
        }
        for (var setting : value.properties()) {
            if (!KEY.matcher(setting.getKey()).matches()) {
                return "has a name that is no setting's: '" + setting.getKey() + "'";
            }
            if (hasNull(setting.getValue())) {
                return "must have a value for '" + setting.getKey() + "': TOML knows no null";
            }
        }
        return null;
    }

    private static boolean hasNull(JsonNode value) {
        if (value.isNull()) {
            return true;
        }
        for (var part : value) {
            if (hasNull(part)) {
                return true;
            }
        }
        return false;
    }

    /// The arguments that set them.
    static List<String> arguments(@Nullable JsonNode settings) {
        var arguments = new ArrayList<String>();
        if (settings != null) {
            for (var setting : settings.properties()) {
                arguments.addAll(argument(setting.getKey(), setting.getValue()));
            }
        }
        return arguments;
    }

    static List<String> argument(String key, JsonNode value) {
        return List.of("-c", key + "=" + toml(value));
    }

    /// A value in TOML, on one line.
    static String toml(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(entry -> key(entry.getKey()) + "=" + toml(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value.isArray()) {
            return value.valueStream()
                    .map(CodexConfig::toml)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return ProtocolJson.write(value); // JSON's strings, numbers and booleans are TOML's, too.
    }

    private static String key(String name) {
        return BARE.matcher(name).matches() ? name : ProtocolJson.write(ProtocolJson.text(name));
    }
}
