package dev.signalbox.agent.parrot;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentAvailability;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeConverter;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// A parrot that is kept alive from one query to the next.
public final class ParrotAdapter implements AgentAdapter {
    static final AgentProgram PROGRAM =
            new AgentProgram("Parrot", "parrot.sh", "parrot", "1.0.0", List.of(), List.of());

    @Override
    public String name() {
        return "parrot";
    }

    @Override
    public String displayName() {
        return "Parrot";
    }

    @Override
    public AgentProgram program() {
        return PROGRAM;
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        return PROGRAM.availability(settings); // It needs no key.
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(
                name(),
                options,
                Map.of(),
                Map.of(
                        "model", "cannot be honoured: a parrot has no model",
                        "systemPromptAppend", "cannot be honoured: a parrot takes no instructions",
                        "mcpServers", "cannot be honoured: a parrot uses no tools of others"));
    }

    @Override
    public Set<String> environmentPatterns() {
        return Set.of("PARROT_*");
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new ParrotDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new ParrotConverter();
    }
}
