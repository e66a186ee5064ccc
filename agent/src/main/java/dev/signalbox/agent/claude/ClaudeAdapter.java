package dev.signalbox.agent.claude;

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

/// Claude Code, kept alive over `stream-json` from one query to the next.
public final class ClaudeAdapter implements AgentAdapter {
    @Override
    public String name() {
        return "claude";
    }

    @Override
    public String displayName() {
        return "Claude Code";
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        var found = ClaudeProgram.PROGRAM.availability(settings);
        if (!found.available() || ClaudeProgram.canSignIn(settings)) {
            return found;
        }
        return found.withoutKey(
                name(),
                displayName(),
                ClaudeProgram.KEYS,
                ClaudeProgram.credentials(settings.userHome()),
                settings);
    }

    @Override
    public AgentProgram program() {
        return ClaudeProgram.PROGRAM;
    }

    @Override
    public List<String> credentials() {
        return List.of(ClaudeProgram.CREDENTIALS);
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(name(), options, Map.of());
    }

    @Override
    public Set<String> environmentPatterns() {
        return Set.of("ANTHROPIC_*", "CLAUDE_CODE_*");
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new ClaudeDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new ClaudeConverter();
    }
}
