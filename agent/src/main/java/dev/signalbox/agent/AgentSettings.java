package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/// What the configuration says of an agent, and the environment it would be started from.
///
/// @param executable where its program is, when the configuration says so
/// @param environment the server's own environment; for a session, with its option `env` on top
public record AgentSettings(@Nullable Path executable, Map<String, String> environment) {
    public AgentSettings {
        environment = Map.copyOf(environment);
    }
}
