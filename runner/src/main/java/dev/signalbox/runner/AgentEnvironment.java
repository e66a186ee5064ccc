package dev.signalbox.runner;

import dev.signalbox.agent.PassedVariables;
import dev.signalbox.process.SessionProcesses;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// The variables that an agent gets, and no others: see `docs/runner.md`, "The agent's environment".
final class AgentEnvironment {
    private static final String PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";
    private static final String LANG_DEFAULT = "C.UTF-8";

    private AgentEnvironment() {}

    /// @param own the runner's environment
    /// @param patterns names of variables to pass on; one that ends in `*` stands for a prefix
    /// @param named the session's own variables; they win
    static Map<String, String> of(
            String sessionId,
            SessionFiles files,
            Map<String, String> own,
            Collection<String> patterns,
            Collection<String> named) {
        var environment = new TreeMap<String, String>();
        own.forEach((name, value) -> {
            if (PassedVariables.include(patterns, name)) {
                environment.put(name, value);
            }
        });
        environment.put("PATH", own.getOrDefault("PATH", PATH_DEFAULT));
        environment.put("LANG", own.getOrDefault("LANG", LANG_DEFAULT));
        var zone = own.get("TZ");
        if (zone != null) {
            environment.put("TZ", zone);
        }
        var home = files.home();
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", files.tmp().toString());
        environment.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
        environment.put("XDG_DATA_HOME", home.resolve(".local/share").toString());
        environment.put("XDG_STATE_HOME", home.resolve(".local/state").toString());
        environment.put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        environment.put("XDG_RUNTIME_DIR", files.tmp().toString());
        for (var name : named) {
            var value = own.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put(SessionProcesses.MARKER, sessionId);
        return environment;
    }
}
