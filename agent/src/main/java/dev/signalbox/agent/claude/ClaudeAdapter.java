package dev.signalbox.agent.claude;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentAvailability;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeConverter;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
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
        var environment = settings.environment();
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        var program = ClaudeProgram.find(settings.executable(), environment, home);
        if (program == null) {
            var configured = settings.executable();
            return AgentAvailability.notInstalled(
                    configured == null
                            ? "Claude Code is not installed: no program 'claude' was found"
                            : "Claude Code is not installed at " + configured,
                    ClaudeProgram.INSTALL);
        }
        var version = ClaudeProgram.version(program);
        if (version == null) {
            return new AgentAvailability(
                    false,
                    null,
                    program.toString(),
                    program + " does not run: it does not answer --version",
                    ClaudeProgram.INSTALL);
        }
        if (!ClaudeProgram.canSignIn(environment, home)) {
            var reason =
                    "Claude Code has no key: set one of "
                            + String.join(", ", ClaudeProgram.KEYS)
                            + ", or sign in once with '"
                            + program
                            + "' (it keeps "
                            + ClaudeProgram.credentials(home)
                            + ")";
            return new AgentAvailability(false, version, program.toString(), reason, null);
        }
        return new AgentAvailability(true, version, program.toString(), null, null);
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
