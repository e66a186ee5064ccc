package dev.signalbox.agent.acp;

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

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// An agent that speaks the Agent Client Protocol, version 1, on standard input and output.
public final class AcpAdapter implements AgentAdapter {
    static final String COMMAND = "command";
    static final String FIRST_WORD = "firstWord";

    private final AcpPreset preset;

    /// @param preset which of them
    public AcpAdapter(AcpPreset preset) {
        this.preset = preset;
    }

    @Override
    public String name() {
        return preset.name();
    }

    @Override
    public String displayName() {
        return preset.displayName();
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        var program = preset.program();
        if (program == null) {
            return AgentAvailability.builtIn();
        }
        var found = program.availability(settings);
        if (!found.available() || preset.keys().isEmpty() || canSignIn(settings)) {
            return found;
        }
        return found.withoutKey(
                name(),
                displayName(),
                preset.keys(),
                settings.userHome().resolve(preset.credentials().getFirst()),
                settings);
    }

    private boolean canSignIn(AgentSettings settings) {
        return settings.hasAny(preset.keys())
                || settings.hasAny(List.of("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_GCA"))
                || (settings.usesHostLogin()
                        && Files.exists(
                                settings.userHome().resolve(preset.credentials().getFirst())));
    }

    @Override
    public List<String> credentials() {
        return preset.credentials();
    }

    @Override
    public @Nullable AgentProgram program() {
        return preset.program();
    }

    @Override
    public void validate(ObjectNode options) {
        var own = new LinkedHashMap<String, AgentOptions.Rule>();
        own.put(FIRST_WORD, AcpAdapter::duration);
        boolean isAny = preset.program() == null;
        if (isAny) {
            own.put(COMMAND, AgentOptions::commandLine);
        }
        AgentOptions.check(name(), options, own, preset.refused());
        if (isAny && !options.has(COMMAND)) {
            throw AgentOptions.invalid(
                    COMMAND, "is required: a list of strings, the program first");
        }
    }

    private static @Nullable String duration(JsonNode value) {
        return AgentOptions.duration(value) == null
                ? "must be a duration such as 90s or 5m, or a number of milliseconds; 0 is no limit"
                : null;
    }

    @Override
    public Set<String> environmentPatterns() {
        return preset.environmentPatterns();
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new AcpDriver(preset, spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new AcpConverter();
    }
}
