package dev.signalbox.agent.demo;

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

import java.util.List;
import java.util.Map;
import java.util.Set;

/// An agent to try things with: no process, no network, no key. Its conversation shows a thought, a
/// file written, logs and streamed text.
///
/// Options: `chunks`, the deltas of its longest text (40), and `delayMs`, the pause between two
/// steps (25).
public final class DemoAdapter implements AgentAdapter {
    private static final int CHUNKS_MAX = 100_000;
    private static final int DELAY_MS_MAX = 60_000;

    private static final String NO_MODEL = "cannot be honoured: the demo has no model";

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String displayName() {
        return "Demo";
    }

    @Override
    public AgentAvailability availability(AgentSettings settings) {
        return AgentAvailability.builtIn();
    }

    @Override
    public void validate(ObjectNode options) {
        AgentOptions.check(
                name(),
                options,
                Map.of(
                        "chunks", AgentOptions.between(1, CHUNKS_MAX),
                        "delayMs", AgentOptions.between(0, DELAY_MS_MAX),
                        "permissionMode", AgentOptions.oneOf(List.of("bypass"))), // It never asks.
                Map.of(
                        "model", NO_MODEL,
                        "systemPromptAppend", NO_MODEL,
                        "mcpServers", NO_MODEL));
    }

    @Override
    public Set<String> environmentPatterns() {
        return Set.of();
    }

    @Override
    public AgentDriver open(AgentSpec spec, AgentPort port) {
        return new DemoDriver(spec, port);
    }

    @Override
    public NativeConverter converter() {
        return new EventLineConverter();
    }
}
