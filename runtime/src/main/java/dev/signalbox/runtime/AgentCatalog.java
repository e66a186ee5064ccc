package dev.signalbox.runtime;

import dev.signalbox.protocol.Replies.AgentView;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// The agents that this server knows. The runtime asks; it never sees an agent.
public interface AgentCatalog {
    List<AgentView> agents();

    /// The agent of that name, available or not; null when there is none.
    @Nullable AgentView agent(String name);

    /// As [#agent(String)], for a session that brings variables of its own, such as a key, or another
    /// model provider in its options.
    default @Nullable AgentView agent(
            String name, Map<String, String> sessionEnvironment, ObjectNode options) {
        return agent(name);
    }

    /// Throws `INVALID_OPTION` when the agent cannot honour an option.
    void validate(String agent, ObjectNode options);

    /// The server's own environment variables that a runner of the agent is given. Values may be
    /// secret.
    Map<String, String> environment(String agent);

    /// Variables that the configuration gives the agent besides. Values may be secret.
    default Map<String, String> configuredEnvironment(String agent) {
        return Map.of();
    }

    /// Whether sessions of the agent may sign in as the person whose server this is did.
    default boolean usesHostLogin(String agent) {
        return false;
    }

    /// The program, or the folder that it was installed into, as far as the server knows; null = the
    /// runner looks for it.
    @Nullable String executable(String agent);
}
