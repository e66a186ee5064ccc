package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentAvailability;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeConverter;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// OpenCode, one `opencode serve` for each session.
public final class OpenCodeAdapter implements AgentAdapter {
    /// The option with configuration in OpenCode's own words.
    static final String CONFIG = "opencodeConfig";

    /// The option that says how often a model that does not answer is asked again.
    static final String MAX_RETRIES = "maxRetries";

    private static final int RETRIES_MAX = 100;

    private static final Map<String, AgentOptions.Rule> OWN =
            Map.of(
                    "model",
                    OpenCodeAdapter::model,
                    CONFIG,
                    OpenCodeAdapter::object,
                    MAX_RETRIES,
                    AgentOptions.between(0, RETRIES_MAX));

    @Override
    public String name() {
        return "opencode";
    }

    @Override
    public String displayName() {
        return "OpenCode";
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        var found = OpenCodeProgram.PROGRAM.availability(settings);
        if (!found.available() || OpenCodeProgram.hasKey(settings)) {
            return found;
        }
        // OpenCode's own provider answers without a key, with the models that cost nothing.
        return new AgentAvailability(
                true, found.version(), found.path(), OpenCodeProgram.WITHOUT_KEY, null);
    }

    @Override
    public List<String> credentials() {
        return List.of(OpenCodeProgram.CREDENTIALS);
    }

    @Override
    public AgentProgram program() {
        return OpenCodeProgram.PROGRAM;
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(name(), options, OWN);
    }

    private static @Nullable String model(JsonNode value) {
        return value.isString() && Prompts.isModel(value.stringValue())
                ? null
                : "must be PROVIDER/MODEL, such as anthropic/claude-sonnet-4-5";
    }

    private static @Nullable String object(JsonNode value) {
        return value.isObject() ? null : "must be an object, as in OpenCode's own configuration";
    }

    @Override
    public Set<String> environmentPatterns() {
        return OpenCodeProgram.VARIABLES;
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new OpenCodeDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new OpenCodeConverter();
    }
}
