package dev.signalbox.agent;

import dev.signalbox.agent.acp.AcpAdapter;
import dev.signalbox.agent.acp.AcpPresets;
import dev.signalbox.agent.claude.ClaudeAdapter;
import dev.signalbox.agent.codex.CodexAdapter;
import dev.signalbox.agent.demo.DemoAdapter;
import dev.signalbox.agent.exec.ExecAdapter;
import dev.signalbox.agent.opencode.OpenCodeAdapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The agents of this build.
public final class Agents {
    private static final Map<String, AgentAdapter> ALL =
            byName(
                    List.of(
                            new DemoAdapter(),
                            new ExecAdapter(),
                            new ClaudeAdapter(),
                            new CodexAdapter(),
                            new OpenCodeAdapter(),
                            new AcpAdapter(AcpPresets.GEMINI),
                            new AcpAdapter(AcpPresets.CLAUDE),
                            new AcpAdapter(AcpPresets.CODEX),
                            new AcpAdapter(AcpPresets.ANY)));

    private Agents() {}

    /// Every adapter by its name, in the order in which people are shown them.
    public static Map<String, AgentAdapter> all() {
        return ALL;
    }

    private static Map<String, AgentAdapter> byName(List<AgentAdapter> adapters) {
        var byName = new LinkedHashMap<String, AgentAdapter>();
        for (var adapter : adapters) {
            byName.put(adapter.name(), adapter);
        }
        return Collections.unmodifiableMap(byName);
    }
}
