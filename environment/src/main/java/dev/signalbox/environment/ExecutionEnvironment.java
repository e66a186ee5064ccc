package dev.signalbox.environment;

import dev.signalbox.protocol.SpoolLine;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/// A kind of place where agents run: the machine itself, a container, …
///
/// Thread-safe. Every method may block on processes and files, for seconds at most.
public interface ExecutionEnvironment {
    /// The name by which sessions choose it, such as `local`.
    String name();

    /// Whether environments of this kind can be started here.
    Availability availability();

    /// Starts a runner in a new environment and waits until it can be connected to. On return the
    /// runner lives on its own: it outlives this process.
    ///
    /// @throws EnvironmentException `ENVIRONMENT_START_FAILED` with the runner's last words when it
    ///   does not come up; then nothing of it is left
    RunningEnvironment start(EnvironmentSpec spec) throws EnvironmentException;

    /// Finds the environment that an earlier process started.
    ///
    /// @return null when it is gone, or its process id belongs to somebody else now
    @Nullable RunningEnvironment find(String sessionId, Path sessionDir);

    /// Hands over what a runner that is gone had said and nobody has taken: the events of its spool
    /// behind an offset, in order. Only while the session has no runner.
    void readRemains(Path sessionDir, long after, LineTaker taker) throws InterruptedException;

    /// Takes lines of a spool, one after the other. May block.
    @FunctionalInterface
    interface LineTaker {
        void take(SpoolLine line) throws InterruptedException;
    }

    /// Ends whatever lives of a session's environment, with a runner or without one: what a killed
    /// runner, a killed server or an earlier start left behind. On return nothing of it is left.
    /// Does nothing when nothing is there. Blocks for the grace and a little more.
    ///
    /// @param grace how long a runner that lives may take to end by itself
    void clear(String sessionId, Path sessionDir, Duration grace);

    /// The sessions with directories in a folder of which something lives, or is left among the
    /// control groups. Sessions of other folders never are among them.
    Set<String> survivors(Path sessionsFolder);

    /// What keeps the processes of a session together.
    Containment containment();

    /// @param reason why not, and what to do about it; null when available
    record Availability(boolean isAvailable, @Nullable String reason) {
        public static final Availability YES = new Availability(true, null);

        public static Availability no(String reason) {
            return new Availability(false, reason);
        }
    }
}
