package dev.signalbox.environment;

import dev.signalbox.protocol.RunnerCommand;

/// A connection to a runner's socket. Thread-safe.
///
/// Closing it changes nothing for runner and agent: they go on, and their events wait in the spool.
public interface RunnerConnection extends AutoCloseable {
    /// Puts a command on its way, in order; never waits. Acknowledgements that have not left yet
    /// are joined into the highest.
    ///
    /// @throws EnvironmentException `ENVIRONMENT_LOST` when the connection is closed,
    ///   `RUNNER_UNRESPONSIVE` when the runner takes nothing and too much waits for it
    void send(RunnerCommand command) throws EnvironmentException;

    /// Closes the connection. The listener hears `closed` if it has not; a listener that waits in
    /// `event` is interrupted. Does not wait.
    @Override
    void close();
}
