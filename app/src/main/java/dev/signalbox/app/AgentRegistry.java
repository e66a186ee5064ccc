package dev.signalbox.app;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.Agents;
import dev.signalbox.agent.PassedVariables;
import dev.signalbox.app.config.Settings;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.AgentCatalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The agents of this build as a server offers them: what the configuration and the server's
/// environment make of them. Thread-safe.
final class AgentRegistry implements AgentCatalog {
    /// What a runner needs to start, whatever its agent is.
    private static final Set<String> FOR_RUNNERS =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "SIGNALBOX_RUNNER_JAVA_OPTS");

    private final Map<String, AgentAdapter> adapters = Agents.all();
    private final Settings settings;
    private final Map<String, String> own;

    /// @param own the server's own environment variables
    AgentRegistry(Settings settings, Map<String, String> own) {
        this.settings = settings;
        this.own = Map.copyOf(own);
    }

    @Override
    public List<AgentView> agents() {
        return adapters.values().stream().map(adapter -> view(adapter, Map.of())).toList();
    }

    @Override
    public @Nullable AgentView agent(String name) {
        return agent(name, Map.of());
    }

    @Override
    public @Nullable AgentView agent(String name, Map<String, String> sessionEnvironment) {
        var adapter = adapters.get(name);
        return adapter == null ? null : view(adapter, sessionEnvironment);
    }

    private AgentView view(AgentAdapter adapter, Map<String, String> more) {
        var environment = new HashMap<>(own);
        environment.putAll(configuredEnvironment(adapter.name()));
        environment.putAll(more);
        var path = settings.agent(adapter.name()).path();
        var found =
                adapter.availability(
                        new AgentSettings(path, environment, usesHostLogin(adapter.name())));
        return new AgentView(
                adapter.name(),
                adapter.displayName(),
                found.available(),
                found.version(),
                found.path(),
                found.reason(),
                found.install());
    }

    @Override
    public void validate(String agent, ObjectNode options) {
        adapter(agent).validate(options);
    }

    private AgentAdapter adapter(String name) {
        var adapter = adapters.get(name);
        if (adapter == null) {
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_AGENT,
                    "no agent is called '" + name + "' (there are: " + names() + ")");
        }
        return adapter;
    }

    /// For people.
    String names() {
        return String.join(", ", adapters.keySet());
    }

    @Override
    public Map<String, String> environment(String agent) {
        var given = new HashMap<String, String>();
        var patterns = adapter(agent).environmentPatterns();
        own.forEach((name, value) -> {
            if (FOR_RUNNERS.contains(name) || PassedVariables.include(patterns, name)) {
                given.put(name, value);
            }
        });
        // The runner's script need not look for a JDK that runs this very process.
        given.put("SIGNALBOX_JAVA_HOME", System.getProperty("java.home"));
        return given;
    }

    @Override
    public Map<String, String> configuredEnvironment(String agent) {
        return settings.agent(agent).env();
    }

    @Override
    public @Nullable String executable(String agent) {
        @Nullable Path path = settings.agent(agent).path();
        return path == null ? null : path.toString();
    }
}
