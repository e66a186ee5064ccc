package dev.signalbox.app;

import dev.signalbox.agent.Agents;
import dev.signalbox.app.config.Login;
import dev.signalbox.app.config.Settings;
import dev.signalbox.protocol.Replies.AgentView;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What `signalbox doctor` says of each agent.
final class AgentChecks {
    private final List<AgentView> views;
    private final @Nullable AgentRegistry ownLogin;

    /// @param settings null when they cannot be read
    /// @param server whose word counts, when one was found: its environment is not this shell's
    AgentChecks(ConfigurationOptions options, @Nullable Settings settings, ServerCheck server) {
        var said = server.agents();
        if (said != null) {
            this.views = said;
        } else {
            this.views =
                    settings == null
                            ? List.of()
                            : options.agents(settings, Login.ISOLATED).agents();
        }
        this.ownLogin = settings == null ? null : options.agents(settings, Login.HOST);
    }

    List<AgentView> views() {
        return views;
    }

    List<Check> checks() {
        boolean isAnyThere = views.stream().anyMatch(AgentView::available);
        return views.stream().map(agent -> check(agent, isAnyThere)).toList();
    }

    private Check check(AgentView agent, boolean isAnyThere) {
        if (agent.available()) {
            return Check.ok(agent.name(), agent.path() == null ? "built in" : found(agent));
        }
        var status = isAnyThere ? Check.Status.NOTE : Check.Status.BROKEN;
        if (agent.install() != null) {
            return new Check(
                    agent.name(),
                    status,
                    String.valueOf(agent.reason()),
                    AgentNames.howToInstall(agent));
        }
        var withLogin = ownLogin == null ? null : ownLogin.agent(agent.name());
        if (withLogin != null && withLogin.available()) {
            return new Check(
                    agent.name(),
                    status,
                    found(agent) + ", no key for servers",
                    "'signalbox run' uses the login of this host, and so does a server with agents."
                            + agent.name()
                            + ".login = host");
        }
        return new Check(agent.name(), status, found(agent) + ", cannot run yet", agent.reason());
    }

    private static String found(AgentView agent) {
        var found = (agent.version() == null ? "" : agent.version() + " ") + agent.path();
        var tested = testedWith(agent.name());
        return tested == null || tested.equals(agent.version())
                ? found
                : found + " (tested with " + tested + ")";
    }

    private static @Nullable String testedWith(String name) {
        var adapter = Agents.all().get(name);
        var program = adapter == null ? null : adapter.program();
        return program == null ? null : program.version();
    }
}
