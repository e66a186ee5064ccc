package dev.signalbox.environment;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.RunnerCommand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A runner on this machine, started by this process or by one before it.
final class LocalRunningEnvironment implements RunningEnvironment {
    private static final System.Logger LOG =
            System.getLogger(LocalRunningEnvironment.class.getName());
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final String sessionId;
    private final SessionLayout layout;
    private final ProcessHandle runner;
    private final String id;
    private final CompletableFuture<Void> ended;

    LocalRunningEnvironment(String sessionId, SessionLayout layout, ProcessHandle runner) {
        this.sessionId = sessionId;
        this.layout = layout;
        this.runner = runner;
        long started = runner.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
        this.id = "local-" + runner.pid() + "-" + started;
        this.ended = runner.onExit().thenAccept(_ -> {});
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long pid() {
        return runner.pid();
    }

    @Override
    public boolean isAlive() {
        return runner.isAlive();
    }

    @Override
    public RunnerConnection connect(long after, long term, RunnerListener listener)
            throws EnvironmentException {
        String socket;
        try {
            socket = Files.readString(layout.socketFile()).strip();
        } catch (IOException e) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_LOST,
                    "Could not find the socket of session "
                            + sessionId
                            + ": "
                            + layout.socketFile()
                            + " cannot be read.",
                    e);
        }
        return SocketRunnerConnection.open(
                sessionId,
                Path.of(socket),
                new RunnerCommand.Attach(after, term),
                listener,
                HELLO_TIMEOUT);
    }

    @Override
    public void terminate(Duration grace) {
        if (!grace.isZero() && runner.destroy()) {
            awaitEnd(grace);
        }
        if (runner.isAlive()) {
            runner.destroyForcibly();
        }
        var killed = SessionGroups.end(sessionId, layout.dir(), SWEEP);
        awaitEnd(SWEEP);
        if (!killed.left().isEmpty()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "processes survive SIGKILL session_id=" + sessionId + " pids=" + killed.left());
        }
        LOG.log(
                System.Logger.Level.INFO,
                "terminated session_id="
                        + sessionId
                        + " pid="
                        + pid()
                        + " swept="
                        + killed.count());
    }

    private void awaitEnd(Duration limit) {
        try {
            var _ = ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a runner does not end session_id=" + sessionId + " pid=" + pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ended at once then: the caller is in a hurry
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    @Override
    public String toString() {
        return id;
    }
}
