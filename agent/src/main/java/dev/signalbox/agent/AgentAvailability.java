package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

/// Whether a host can run an agent.
///
/// @param version the agent's own, where it is known
/// @param path its program, where it has one and it was found
/// @param reason why not, or what will go wrong: a sentence for a person
/// @param install the command that installs it, where it is not installed
public record AgentAvailability(
        boolean available,
        @Nullable String version,
        @Nullable String path,
        @Nullable String reason,
        @Nullable String install) {

    /// An agent that needs nothing.
    public static AgentAvailability builtIn() {
        return new AgentAvailability(true, null, null, null, null);
    }

    /// An agent whose program is not there.
    public static AgentAvailability notInstalled(String reason, String install) {
        return new AgentAvailability(false, null, null, reason, install);
    }
}
