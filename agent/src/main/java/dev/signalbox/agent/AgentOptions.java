package dev.signalbox.agent;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options that every agent knows, and how an agent checks its own beside them.
public final class AgentOptions {
    /// How an agent asks before it acts: `ask` (the default), `acceptEdits`, `bypass`, `readOnly`.
    public static final List<String> PERMISSION_MODES =
            List.of("ask", "acceptEdits", "bypass", "readOnly");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Map<String, Rule> COMMON =
            Map.of(
                    "model", AgentOptions::text,
                    "systemPromptAppend", AgentOptions::text,
                    "permissionMode", oneOf(PERMISSION_MODES),
                    "mcpServers", AgentOptions::objectOfObjects,
                    "env", AgentOptions::environment,
                    "maxTurnSilence", AgentOptions::durationText);

    private AgentOptions() {}

    /// What a value must be.
    @FunctionalInterface
    public interface Rule {
        /// What is wrong with a value, such as `must be a string`; null when nothing is.
        @Nullable String problem(JsonNode value);
    }

    /// Checks options against the common rules and an agent's own.
    ///
    /// @throws SignalboxException `INVALID_OPTION`, naming the option, what is allowed, and for an
    ///   unknown one the nearest that is known
    public static void check(String agent, ObjectNode options, Map<String, Rule> own) {
        var rules = new LinkedHashMap<>(COMMON);
        rules.putAll(own);
        check(agent, options, rules, List.copyOf(rules.keySet()));
    }

    private static void check(
            String agent, ObjectNode options, Map<String, Rule> rules, List<String> known) {
        for (var option : options.properties()) {
            var rule = rules.get(option.getKey());
            if (rule == null) {
                throw unknown(agent, option.getKey(), known);
            }
            var problem = rule.problem(option.getValue());
            if (problem != null) {
                throw invalid(option.getKey(), problem);
            }
        }
    }

    /// As [#check(String, ObjectNode, Map)], for an agent that cannot honour every common option: one
    /// that it would have to ignore is refused.
    ///
    /// @param reasons why not, by option, as the rest of a sentence: `cannot be …`
    public static void check(
            String agent, ObjectNode options, Map<String, Rule> own, Map<String, String> reasons) {
        var rules = new LinkedHashMap<>(COMMON);
        rules.putAll(own);
        reasons.forEach((option, reason) -> rules.put(option, _ -> reason));
        var known = new ArrayList<>(rules.keySet());
        known.removeAll(reasons.keySet());
        check(agent, options, rules, known);
    }

    /// Changes some options; a JSON null takes one away.
    public static void change(ObjectNode options, Map<String, JsonNode> changes) {
        changes.forEach((name, value) -> {
            if (value.isNull()) {
                options.remove(name);
            } else {
                options.set(name, value);
            }
        });
    }

    /// Says of changed options which hold only when the agent is started again.
    ///
    /// @param title what people call the agent
    /// @param atStart the options that it reads at its start
    public static void sayWhatWaits(
            AgentPort port, String title, Map<String, JsonNode> changes, List<String> atStart) {
        for (var name : atStart) {
            if (changes.containsKey(name)) {
                port.emit(
                        new StreamEvent.Log(
                                LogLevel.INFO,
                                "option '" + name + "' holds from the next start of " + title,
                                LogSource.RUNNER));
            }
        }
    }

    /// A failure that names the option and what is wrong with it.
    public static SignalboxException invalid(String option, String problem) {
        return new SignalboxException(
                ErrorCode.INVALID_OPTION,
                "option '" + option + "' " + problem,
                Map.of("option", option),
                null);
    }

    private static SignalboxException unknown(String agent, String option, List<String> known) {
        var names = new ArrayList<>(known);
        names.sort(null);
        var nearest = Nearest.of(option, names);
        var hint = nearest == null ? "" : ", did you mean '" + nearest + "'?";
        return invalid(
                option,
                "is not known to agent '"
                        + agent
                        + "'"
                        + hint
                        + " (known: "
                        + String.join(", ", names)
                        + ")");
    }

    /// A string option; null when it is absent, or no string.
    public static @Nullable String string(ObjectNode options, String name) {
        var value = options.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /// A duration such as `500ms` `30s` `10m` `2h`, or a number of milliseconds.
    ///
    /// @return null when it is neither
    public static @Nullable Duration duration(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return Duration.ofMillis(value.longValue());
        }
        Matcher text = DURATION.matcher(value.isString() ? value.stringValue() : "");
        if (!text.matches()) {
            return null;
        }
        long amount = Long.parseLong(text.group(1));
        return switch (text.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /// A rule for a text that is not empty.
    public static @Nullable String text(JsonNode value) {
        return value.isString() && !value.stringValue().isBlank() ? null : "must be a text";
    }

    /// A rule for one of a few words.
    public static Rule oneOf(List<String> allowed) {
        var problem = "must be one of " + String.join(", ", allowed);
        return value -> value.isString() && allowed.contains(value.stringValue()) ? null : problem;
    }

    /// A rule for a whole number within bounds, both included.
    public static Rule between(int min, int max) {
        var problem = "must be a whole number from " + min + " to " + max;
        return value ->
                value.isIntegralNumber()
                                && value.canConvertToLong()
                                && value.longValue() >= min
                                && value.longValue() <= max
                        ? null
                        : problem;
    }

    /// A rule for a list of strings that begins with a program.
    public static @Nullable String commandLine(JsonNode value) {
        var problem = "must be a list of strings, the program first";
        if (!value.isArray() || value.isEmpty()) {
            return problem;
        }
        for (var part : value) {
            if (!part.isString()) {
                return problem;
            }
        }
        return value.get(0).stringValue().isBlank() ? problem : null;
    }

    private static @Nullable String durationText(JsonNode value) {
        return duration(value) == null
                ? "must be a duration such as 90s or 10m, or a number of milliseconds"
                : null;
    }

    private static @Nullable String objectOfObjects(JsonNode value) {
        var problem = "must be an object of servers by name";
        if (!value.isObject()) {
            return problem;
        }
        for (var entry : value.properties()) {
            if (!entry.getValue().isObject()) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String environment(JsonNode value) {
        if (!value.isObject()) {
            return "must be an object of strings by variable name";
        }
        for (var entry : value.properties()) {
            if (!VARIABLE.matcher(entry.getKey()).matches()) {
                return "has a name that is no variable's: '" + entry.getKey() + "'";
            }
            if (!entry.getValue().isString()) {
                return "must have a string for '" + entry.getKey() + "'";
            }
        }
        return null;
    }
}
