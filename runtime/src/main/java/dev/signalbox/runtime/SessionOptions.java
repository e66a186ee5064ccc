package dev.signalbox.runtime;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.regex.Pattern;

/// The options that the runtime itself understands. `env` is split: the journal gets the names, as
/// a list; the values go to the session's folder.
final class SessionOptions {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private SessionOptions() {}

    /// The options as they may be journaled and shown.
    static ObjectNode withoutValues(ObjectNode options) {
        var shown = options.deepCopy();
        @Nullable JsonNode env = options.get("env");
        if (env != null && env.isObject()) {
            var names = ProtocolJson.object().putArray("env");
            env.properties().forEach(one -> names.add(one.getKey()));
            shown.set("env", names);
        }
        return shown;
    }

    /// The option `maxTurnSilence`: milliseconds, or a text such as `90s`, `10m`; `0` = for ever.
    static Duration maxTurnSilence(ObjectNode options, Duration otherwise) {
        @Nullable JsonNode value = options.get("maxTurnSilence");
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return Duration.ofMillis(value.longValue());
        }
        if (value.isString()) {
            var match = DURATION.matcher(value.stringValue());
            if (match.matches()) {
                long count = Long.parseLong(match.group(1));
                return switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
            }
        }
        throw invalid("options.maxTurnSilence must be milliseconds or a text such as 90s or 10m");
    }

    private static SignalboxException invalid(String message) {
        return new SignalboxException(ErrorCode.INVALID_OPTION, message);
    }
}
