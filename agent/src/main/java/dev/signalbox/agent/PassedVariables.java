package dev.signalbox.agent;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/// Which variables of the server's environment reach an agent. The server asks, which gives them to
/// the runner, and so does the runner, which gives them to the agent.
public final class PassedVariables {
    /// The way to the network, which no agent can do without where there is one; as `HTTP_PROXY` and
    /// as `http_proxy`, for programs read the one or the other.
    private static final Set<String> PROXIES =
            Set.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY");

    private PassedVariables() {}

    /// Whether an agent is given a variable of that name.
    ///
    /// @param patterns as [AgentAdapter#environmentPatterns] gives them
    public static boolean include(Collection<String> patterns, String name) {
        return PROXIES.contains(name)
                || (PROXIES.contains(name.toUpperCase(Locale.ROOT))
                        && name.equals(name.toLowerCase(Locale.ROOT)))
                || patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
