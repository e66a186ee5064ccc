package dev.signalbox.app.config;

import dev.signalbox.environment.Containment;
import dev.signalbox.runtime.LogRetention;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.ServerSettings;
import dev.signalbox.server.access.OidcSettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Everything that a server was told.
///
/// @param oidc whose identity tokens are accepted; null = nobody's
/// @param stopSessions whether the sessions' execution environments are stopped with the server
/// @param auditRetention how long it is kept who did what; zero = for ever
/// @param tracingEndpoint where spans go; empty = nobody said
/// @param journalUrl as [dev.signalbox.journal.Journals#open] takes it; may hold a password
/// @param compactAfter how old what a complete block has no need of must be before it is dropped;
///   zero = nothing is
/// @param retention which log lines a session keeps
/// @param containment what is to find every process of a session; null = the best that there is
/// @param agents what is said of agents, by their names; most are absent
/// @param secretsKeyFile where the key of secrets is; null = nobody said
/// @param logLevel of the server's own log: `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`
public record Settings(
        ServerSettings server,
        @Nullable OidcSettings oidc,
        boolean stopSessions,
        Duration auditRetention,
        String tracingEndpoint,
        String journalUrl,
        Duration compactAfter,
        SessionSettings sessions,
        LogRetention retention,
        Containment.@Nullable Kind containment,
        Map<String, AgentProgram> agents,
        @Nullable Path secretsKeyFile,
        String logLevel) {
    public Settings {
        agents = Map.copyOf(agents);
    }

    /// What a configuration says of one agent.
    ///
    /// @param path its program; null = the agent's own way to find it
    /// @param env variables that it is given besides; values may be secret
    /// @param login whose sign-in its sessions may use; null = as is usual where they run
    public record AgentProgram(
            @Nullable Path path, Map<String, String> env, @Nullable Login login) {
        /// An agent of which nothing is said.
        public static final AgentProgram UNSAID = new AgentProgram(null, Map.of(), null);

        public AgentProgram {
            env = Map.copyOf(env);
        }

        @Override
        public String toString() {
            return "AgentProgram[path=" + path + ", env=" + env.keySet() + ", login=" + login + "]";
        }
    }

    /// What is said of an agent, if anything.
    public AgentProgram agent(String name) {
        return agents.getOrDefault(name, AgentProgram.UNSAID);
    }

    /// The same with another place to listen at.
    public Settings listeningAt(String host, int port) {
        return new Settings(
                server.at(host, port),
                oidc,
                stopSessions,
                auditRetention,
                tracingEndpoint,
                journalUrl,
                compactAfter,
                sessions,
                retention,
                containment,
                agents,
                secretsKeyFile,
                logLevel);
    }
}
