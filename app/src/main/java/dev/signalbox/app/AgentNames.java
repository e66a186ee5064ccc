package dev.signalbox.app;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.Agents;
import dev.signalbox.agent.Nearest;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.SignalboxException;

import java.util.Iterator;

/// The agents of this build, as commands name them.
final class AgentNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Agents.all().keySet().iterator();
    }

    /// @throws SignalboxException `UNKNOWN_AGENT`, with the one that was meant
    static AgentAdapter adapter(String name) {
        var adapters = Agents.all();
        var adapter = adapters.get(name);
        if (adapter == null) {
            var meant = Nearest.of(name, adapters.keySet());
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_AGENT,
                    "no agent is called '"
                            + name
                            + "'"
                            + (meant == null ? "" : "; did you mean '" + meant + "'?")
                            + " (there are: "
                            + String.join(", ", adapters.keySet())
                            + ")");
        }
        return adapter;
    }

    /// What keeps an agent from running, and what a person can do; empty when nothing does.
    static String whatToDo(AgentView agent) {
        var reason = agent.reason() == null ? "" : agent.reason();
        return agent.install() == null ? reason : reason + "; " + howToInstall(agent);
    }

    /// @param agent one whose program is missing
    static String howToInstall(AgentView agent) {
        return "install it with 'signalbox agents install "
                + agent.name()
                + "', or with '"
                + agent.install()
                + "'";
    }
}
