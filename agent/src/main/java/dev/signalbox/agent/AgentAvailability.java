package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /// The same agent, which nothing lets sign in.
    ///
    /// @param agent the adapter's name
    /// @param keys variables of which one would do
    /// @param login what the agent keeps when a person has signed in
    public AgentAvailability withoutKey(
            String agent, String title, List<String> keys, Path login, AgentSettings settings) {
        var signIn =
                settings.usesHostLogin()
                        ? ", or sign in once with '" + path + "' (it keeps " + login + ")"
                        : Files.exists(login)
                                ? "; there is a login at "
                                        + login
                                        + ", which is used when agents."
                                        + agent
                                        + ".login is 'host'"
                                : "";
        var reason = title + " has no key: set one of " + String.join(", ", keys) + signIn;
        return new AgentAvailability(false, version, path, reason, null);
    }
}
