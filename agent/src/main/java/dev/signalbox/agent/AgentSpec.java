package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Map;

/// What one life of an agent's process is made for.
///
/// @param sessionDir the runner's; the agent does not write here
/// @param workspace the folder that the agent works in
/// @param home the agent's own home, kept for the session's life
/// @param tmp the agent's own folder for temporary files
/// @param options the session's, already validated; not to be changed
/// @param executable the agent's program, when the configuration says so
/// @param environment what the agent will be given, before [AgentLaunch#environment] is added
/// @param remembered what earlier drivers of this session said to [AgentPort#remember]
public record AgentSpec(
        String sessionId,
        Path sessionDir,
        Path workspace,
        Path home,
        Path tmp,
        ObjectNode options,
        @Nullable Path executable,
        Map<String, String> environment,
        Map<String, String> remembered) {
    public AgentSpec {
        environment = Map.copyOf(environment);
        remembered = Map.copyOf(remembered);
    }
}
