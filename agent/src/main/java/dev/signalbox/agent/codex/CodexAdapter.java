package dev.signalbox.agent.codex;

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

/// Codex, kept alive as `codex app-server` from one query to the next.
public final class CodexAdapter implements AgentAdapter {
    @Override
    public String name() {
        return "codex";
    }

    @Override
    public String displayName() {
        return "Codex";
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        var found = CodexProgram.PROGRAM.availability(settings);
        boolean hasProvider = settings.options().path("config").has("model_provider");
        if (!found.available() || hasProvider || CodexProgram.canSignIn(settings)) {
            return found;
        }
        return found.withoutKey(
                name(),
                displayName(),
                CodexProgram.KEYS,
                CodexProgram.credentials(settings.userHome()),
                settings);
    }

    @Override
    public List<String> credentials() {
        return List.of(CodexProgram.CREDENTIALS);
    }

    @Override
    public AgentProgram program() {
        return CodexProgram.PROGRAM;
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(
                name(),
                options,
                Map.of("effort", AgentOptions::text, "config", CodexConfig::problem));
        McpServers.check(options.get("mcpServers"));
    }

    @Override
    public Set<String> environmentPatterns() {
        return Set.of("OPENAI_*", "CODEX_*");
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new CodexDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new CodexConverter();
    }
}
