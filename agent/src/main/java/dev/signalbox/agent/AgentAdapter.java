package dev.signalbox.agent;

import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Set;

/// One kind of agent. Stateless and thread-safe: everything that lives as long as an agent process
/// is in the [AgentDriver] that [#open] makes.
public interface AgentAdapter {
    /// The name that a session is created with, such as `claude`.
    String name();

    /// The name that a person reads, such as `Claude Code`.
    String displayName();

    /// What stands for the agent in the middle of a sentence.
    default String inSentence() {
        return displayName();
    }

    /// Whether this host can run the agent, and what to do if not. May look at files and run the
    /// agent with `--version`, a few seconds at most; does not use the network.
    AgentAvailability availability(AgentSettings settings);

    /// The program that has to be on the host, and that npm can fetch; null for an agent that is built
    /// in, or whose program a session names.
    default @Nullable AgentProgram program() {
        return null;
    }

    /// Checks a session's options.
    ///
    /// @throws SignalboxException `INVALID_OPTION`, naming the option and what is allowed
    void validate(ObjectNode options);

    /// Names of variables passed through from the server's environment; one that ends in `*` stands
    /// for a prefix.
    Set<String> environmentPatterns();

    /// What the agent keeps when a person has signed in with its own command: files below that
    /// person's home. With `agents.NAME.login: host` the runner copies them to the same places below
    /// the session's home before it starts the agent.
    default List<String> credentials() {
        return List.of();
    }

    /// A driver for one life of the agent's process. Does no I/O.
    AgentDriver open(AgentSpec spec, AgentPort port);

    /// A converter of recorded native output, fresh.
    NativeConverter converter();
}
