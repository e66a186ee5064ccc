package dev.signalbox.environment;

import java.nio.file.Path;
import java.util.Map;

/// What is to be started.
///
/// @param sessionDir the session's own directory, absolute; made when absent
/// @param runner what the runner reads
/// @param environment the environment of the runner's process, whole: nothing of this process's is
///   added but the marker `SIGNALBOX_SESSION`. It needs a `PATH`.
public record EnvironmentSpec(
        String sessionId, Path sessionDir, RunnerConfig runner, Map<String, String> environment) {
    public EnvironmentSpec {
        if (!sessionDir.isAbsolute()) {
            throw new IllegalArgumentException("not an absolute path: " + sessionDir);
        }
        environment = Map.copyOf(environment);
    }

    /// The same for a runner that is started once so much is journaled.
    public EnvironmentSpec withAfter(long offset) {
        return new EnvironmentSpec(sessionId, sessionDir, runner.withAfter(offset), environment);
    }

    /// Variables are secrets more often than not.
    @Override
    public String toString() {
        return "EnvironmentSpec[" + sessionId + " " + sessionDir + "]";
    }
}
