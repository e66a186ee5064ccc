package dev.signalbox.environment;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// One execution environment with its runner. Thread-safe.
public interface RunningEnvironment {
    /// Names this environment among all that its session ever had.
    String id();

    /// The runner's process id, as this machine counts.
    long pid();

    boolean isAlive();

    /// Connects to the runner and asks for its events. Returns when the attach is on its way; the
    /// listener hears the rest, first of all the hello.
    ///
    /// @param after the last offset that the caller has
    /// @param term the number of the session's owner
    /// @throws EnvironmentException `ENVIRONMENT_LOST` when nobody listens there
    RunnerConnection connect(long after, long term, RunnerListener listener)
            throws EnvironmentException;

    /// Ends the runner and every process that was started in this environment. On return none of
    /// them is left. Does nothing when all are gone. Blocks for the grace and a little more.
    ///
    /// @param grace how long runner and agent may take to end by themselves
    void terminate(Duration grace);

    /// Completes, normally, when the runner's process is gone. Do not block in what depends on it.
    CompletableFuture<Void> ended();
}
