package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.acp.AcpPreset.Quirk;
import dev.signalbox.protocol.SignalboxException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The command line and environment of an agent.
final class AcpLaunch {
    private AcpLaunch() {}

    /// @throws SignalboxException `AGENT_NOT_INSTALLED`
    static AgentLaunch of(AcpPreset preset, AgentSpec spec) {
        var command = command(preset, spec);
        if (preset.has(Quirk.GEMINI_HOME)) {
            GeminiHome.prepare(spec);
        }
        return new AgentLaunch(command, environment(preset, spec), spec.workspace());
    }

    private static List<String> command(AcpPreset preset, AgentSpec spec) {
        var command = new ArrayList<String>();
        var program = preset.program();
        if (program == null) {
            for (var part : spec.options().path(AcpAdapter.COMMAND)) {
                command.add(part.stringValue());
            }
            return command;
        }
        command.add(program.required(spec).toString());
        command.addAll(preset.arguments());
        var model = AgentOptions.string(spec.options(), "model");
        if (model != null && preset.has(Quirk.MODEL_FLAG)) {
            command.addAll(List.of("-m", model));
        }
        return command;
    }

    private static Map<String, String> environment(AcpPreset preset, AgentSpec spec) {
        var environment = new HashMap<String, String>();
        preset.environment()
                .forEach((name, value) -> {
                    if (!spec.environment().containsKey(name)) {
                        environment.put(name, value.replace("{home}", spec.home().toString()));
                    }
                });
        var model = AgentOptions.string(spec.options(), "model");
        if (model != null && preset.has(Quirk.MODEL_VARIABLE)) {
            environment.put("ANTHROPIC_MODEL", model);
        }
        return environment;
    }
}
