package dev.signalbox.app;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.Agents;
import dev.signalbox.agent.PassedVariables;
import dev.signalbox.app.config.Login;
import dev.signalbox.app.config.Settings;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.runtime.AgentCatalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
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
    private volatile Settings settings;
    private final Path installed;
    private final Login unsaid;
    private final Map<String, String> own;

    /// @param installed where `signalbox agents install` puts programs, a folder for each agent
    /// @param unsaid whose sign-in sessions use when the configuration does not say
    /// @param own the server's own environment variables
    AgentRegistry(Settings settings, Path installed, Login unsaid, Map<String, String> own) {
        this.settings = settings;
        this.installed = installed;
        this.unsaid = unsaid;
        this.own = Map.copyOf(own);
    }

    /// From now on agents are as other settings say.
    void reload(Settings changed) {
        settings = changed;
    }

    @Override
    public List<AgentView> agents() {
        return adapters.values().stream()
                .map(adapter -> view(adapter, Map.of(), ProtocolJson.object()))
                .toList();
    }

    @Override
    public @Nullable AgentView agent(String name) {
        return agent(name, Map.of(), ProtocolJson.object());
    }

    @Override
    public @Nullable AgentView agent(
            String name, Map<String, String> sessionEnvironment, ObjectNode options) {
        var adapter = adapters.get(name);
        return adapter == null ? null : view(adapter, sessionEnvironment, options);
    }

    private AgentView view(AgentAdapter adapter, Map<String, String> more, ObjectNode options) {
        var environment = new HashMap<>(own);
        environment.putAll(configuredEnvironment(adapter.name()));
        environment.putAll(more);
        var found =
                adapter.availability(
                        new AgentSettings(
                                place(adapter),
                                environment,
                                usesHostLogin(adapter.name()),
                                options));
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
        AgentNames.adapter(agent).validate(options);
    }

    @Override
    public Map<String, String> environment(String agent) {
        var given = new HashMap<String, String>();
        var patterns = AgentNames.adapter(agent).environmentPatterns();
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
    public boolean usesHostLogin(String agent) {
        var said = settings.agent(agent).login();
        return (said == null ? unsaid : said) == Login.HOST;
    }

    @Override
    public @Nullable String executable(String agent) {
        @Nullable Path place = place(AgentNames.adapter(agent));
        return place == null ? null : place.toString();
    }

    /// What the configuration says, else what was installed into the data directory; null = where
    /// the agent's own installers put it.
    private @Nullable Path place(AgentAdapter adapter) {
        var configured = settings.agent(adapter.name()).path();
        if (configured != null) {
            return configured;
        }
        var program = adapter.program();
        var folder = folder(adapter.name());
        boolean isThere =
                program != null
                        && Files.isDirectory(folder)
                        && program.find(folder, own, folder) != null;
        return isThere ? folder : null;
    }

    /// Where `signalbox agents install` puts an agent's program.
    Path folder(String agent) {
        return installed.resolve(agent);
    }

    /// The place that the configuration names, which goes before all others.
    @Nullable Path configured(String agent) {
        return settings.agent(agent).path();
    }
}
