package dev.signalbox.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.Agents;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.OfflineAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Every real agent against the scripted model: the same probes for all, and what was seen must be
/// what `docs/agents.md` says. `-Dgolden=write` writes that table anew.
class LiveConformanceIT {
    @TempDir Path folder;

    private ModelStub model;

    @BeforeEach
    void open() throws Exception {
        model = ModelStub.start();
    }

    @AfterEach
    void close() {
        model.close();
    }

    static List<String> agents() {
        return OfflineAgent.names().stream().filter(Agents.all()::containsKey).toList();
    }

    @ParameterizedTest
    @MethodSource("agents")
    void anAgentDoesWhatTheDocumentsSay(String name) throws Exception {
        var seen = new EnumMap<Capability, String>(Capability.class);
        seen.putAll(withoutAsking(name));
        seen.putAll(asking(name));

        var version = OfflineAgent.of(name, model.url()).program().version();
        var row = CapabilityTable.row(name, version, seen);
        if ("write".equals(System.getProperty("golden"))) {
            CapabilityTable.write(name, row);
        }
        assertThat(CapabilityTable.row(name)).isEqualTo(row);
    }

    private Map<Capability, String> withoutAsking(String name) throws Exception {
        var seen = new EnumMap<Capability, String>(Capability.class);
        var probes = new Probes(model);
        try (var agent = LiveAgent.start(name, model, folder.resolve("bypass"), "bypass")) {
            seen.put(Capability.TEXT, probes.text(agent));
            seen.put(Capability.THINKING, probes.thinking(agent));
            seen.put(Capability.TOOLS, probes.tools(agent));
            seen.put(Capability.TOOL_FAILURE, probes.toolFailure(agent));
            seen.put(Capability.SUBAGENT, probes.subagent(agent));
            seen.put(Capability.MCP, probes.mcp(agent));
            seen.put(Capability.IMAGES, probes.images(agent));
            seen.put(Capability.INTERRUPT, probes.interrupt(agent));
            seen.put(Capability.USAGE, probes.usage(agent));
            seen.put(Capability.COST, probes.cost(agent));
            seen.put(Capability.RESUME, probes.resume(agent));
            assertThat(agent.breaches()).isEmpty();
            Probes.assertNothingIsOpen(agent);
        }
        return seen;
    }

    private Map<Capability, String> asking(String name) throws Exception {
        var seen = new EnumMap<Capability, String>(Capability.class);
        var probes = new Probes(model);
        try (var agent = LiveAgent.start(name, model, folder.resolve("ask"), "ask")) {
            seen.put(Capability.PERMISSION, probes.permission(agent));
            seen.put(Capability.QUESTION, probes.question(agent));
            probes.badKey(agent);
            assertThat(agent.breaches()).isEmpty();
            Probes.assertNothingIsOpen(agent);
        }
        return seen;
    }
}
