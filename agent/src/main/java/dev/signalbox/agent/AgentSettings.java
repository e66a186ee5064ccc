package dev.signalbox.agent;

import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Map;

/// What the configuration says of an agent, and the environment it would be started from.
///
/// @param executable where its program is, or the folder it was installed into, when the
///   configuration says so
/// @param environment the server's own environment; for a session, with its option `env` on top
/// @param usesHostLogin whether a session may sign in as the person whose server this is did
/// @param options a session's own, which may bring another model provider; empty when the question is
///   about no session
public record AgentSettings(
        @Nullable Path executable,
        Map<String, String> environment,
        boolean usesHostLogin,
        ObjectNode options) {
    /// What is said of an agent when there is no session yet.
    public AgentSettings(
            @Nullable Path executable, Map<String, String> environment, boolean usesHostLogin) {
        this(executable, environment, usesHostLogin, ProtocolJson.object());
    }

    public AgentSettings {
        environment = Map.copyOf(environment);
    }

    /// The home of the person whose server this is.
    public Path userHome() {
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    }

    /// Whether any of these variables has a value.
    public boolean hasAny(Iterable<String> names) {
        for (var name : names) {
            if (!environment.getOrDefault(name, "").isBlank()) {
                return true;
            }
        }
        return false;
    }
}
