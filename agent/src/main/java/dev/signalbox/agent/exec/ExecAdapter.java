package dev.signalbox.agent.exec;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentAvailability;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.EventLineConverter;
import dev.signalbox.agent.NativeConverter;

import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Set;

/// Any program as an agent: it reads the runner's commands on standard input and prints stream
/// events, one a line.
public final class ExecAdapter implements AgentAdapter {
    static final String COMMAND = "command";

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String displayName() {
        return "Any program";
    }

    @Override
    public String inSentence() {
        return "the program";
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        return AgentAvailability.builtIn();
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(name(), options, Map.of(COMMAND, AgentOptions::commandLine));
        if (!options.has(COMMAND)) {
            throw AgentOptions.invalid(
                    COMMAND, "is required: a list of strings, the program first");
        }
    }

    @Override
    public Set<String> environmentPatterns() {
        return Set.of();
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new ExecDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new EventLineConverter();
    }
}
