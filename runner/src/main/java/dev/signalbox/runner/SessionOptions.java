package dev.signalbox.runner;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Map;

/// The session's options as they are now. Owned by the agent loop.
final class SessionOptions {
    private static final String MAX_TURN_SILENCE = "maxTurnSilence";

    private final ObjectNode options;
    private final Duration silenceDefault;

    private SessionOptions(ObjectNode options, Duration silenceDefault) {
        this.options = options;
        this.silenceDefault = silenceDefault;
    }

    static SessionOptions of(RunnerSettings settings) throws ProtocolException {
        return new SessionOptions(
                ProtocolJson.readObject(settings.optionsJson()), settings.maxTurnSilence());
    }

    /// A copy, for the next life of the agent.
    ObjectNode current() {
        return options.deepCopy();
    }

    /// Changes some; a JSON null takes one away.
    void change(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
    }

    /// How long the agent may be silent in a query; zero: for ever.
    Duration maxTurnSilence() {
        var own = options.get(MAX_TURN_SILENCE);
        var parsed = own == null ? null : AgentOptions.duration(own);
        return parsed == null ? silenceDefault : parsed;
    }
}
