package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How to start an agent's process.
///
/// @param command the program and its arguments
/// @param environment variables on top of what every agent is given; these win
/// @param directory where it starts; null for the workspace
public record AgentLaunch(
        List<String> command, Map<String, String> environment, @Nullable Path directory) {
    public AgentLaunch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
