package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.environment.CloseReason;
import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.EnvironmentSpec;
import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.environment.RunnerConnection;
import dev.signalbox.environment.RunnerListener;
import dev.signalbox.environment.RunningEnvironment;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.SpoolLine;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The hands of a session's owner: starts, finds and ends its environment and holds the connection
/// to the runner. Work that can block is done by one virtual thread, piece after piece, so that an
/// environment is never stopped before it has started; what came of it comes back as a
/// [SessionInput].
///
/// Methods are called by the owner thread. [#close] leaves the environment alive.
final class Supervisor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());
    private static final Duration GONE_WAIT = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS_WAIT = Duration.ofSeconds(2);
    private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(10);
    private static final int ATTACH_TRIES = 5;

    private final String sessionId;
    private final Path sessionDir;
    private final ExecutionEnvironment environments;
    private final Supplier<EnvironmentSpec> spec;
    private final LongSupplier committedOffset;
    private final long term;
    private final Mailbox<SessionInput> mailbox;
    private final ExecutorService worker;

    private volatile @Nullable RunningEnvironment running;
    private volatile @Nullable Link link;
    private volatile boolean closed;

    /// @param committedOffset the last runner offset that is in the journal
    Supervisor(
            String sessionId,
            Path sessionDir,
            ExecutionEnvironment environments,
            Supplier<EnvironmentSpec> spec,
            LongSupplier committedOffset,
            long term,
            Mailbox<SessionInput> mailbox) {
        this.sessionId = sessionId;
        this.sessionDir = sessionDir;
        this.environments = environments;
        this.spec = spec;
        this.committedOffset = committedOffset;
        this.term = term;
        this.mailbox = mailbox;
        this.worker =
                Executors.newSingleThreadExecutor(
                        Thread.ofVirtual().name("session-" + sessionId + "-environment").factory());
    }

    void start(long attempt) {
        work(
                "start",
                () -> {
                    try {
                        var started = environments.start(spec.get());
                        running = started;
                        attach(attempt, started);
                    } catch (EnvironmentException e) {
                        LOG.log(
                                WARNING,
                                "execution environment failed to start session_id=" + sessionId,
                                e);
                        post(new SessionInput.StartFailed(attempt, String.valueOf(e.getMessage())));
                    }
                });
    }

    void find(long attempt) {
        work(
                "find",
                () -> {
                    @Nullable RunningEnvironment found = environments.find(sessionId, sessionDir);
                    running = found;
                    if (found == null) {
                        environments.clear(sessionId, sessionDir, Duration.ZERO);
                        post(
                                new SessionInput.Vanished(
                                        attempt,
                                        "The runner ended while no server was attached to it"));
                    } else {
                        attach(attempt, found);
                    }
                });
    }

    private void attach(long attempt, RunningEnvironment environment) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            var listener = new Link(attempt, environment);
            try {
                listener.connection =
                        environment.connect(committedOffset.getAsLong(), term, listener);
                link = listener;
                listener.isOpen.countDown();
                return;
            } catch (EnvironmentException e) {
                if (awaitGone(environment)) {
                    vanished(attempt);
                    return;
                }
                if (tries == ATTACH_TRIES) {
                    // Nobody can use it any more, and it would be in the way of the next one.
                    environment.terminate(Duration.ZERO);
                    post(
                            new SessionInput.Vanished(
                                    attempt, "The runner cannot be reached: " + e.getMessage()));
                    return;
                }
            }
        }
    }

    /// Ends what a runner that died has left, now and not only when another one is started: its
    /// agent goes on without it else, and nobody sees what it does.
    private void vanished(long attempt) throws InterruptedException {
        environments.clear(sessionId, sessionDir, Duration.ZERO);
        post(new SessionInput.Vanished(attempt, "The runner ended unexpectedly"));
    }

    void stop(long attempt, Duration grace) {
        work(
                "stop",
                () -> {
                    @Nullable RunningEnvironment environment = running;
                    if (environment != null) {
                        environment.terminate(grace);
                    } else {
                        environments.clear(sessionId, sessionDir, grace);
                    }
                    @Nullable Link last = link;
                    if (last != null && last.awaitClosed(LAST_WORDS_WAIT)) {
                        LOG.log(INFO, "execution environment stopped session_id=" + sessionId);
                    }
                    drop(last);
                    running = null;
                    post(new SessionInput.Stopped(attempt));
                });
    }

    /// Puts a command on its way. One that does not arrive is told again when a runner is attached
    /// anew: what must arrive follows from the journal.
    void tell(RunnerCommand command) {
        @Nullable Link to = link;
        if (to == null || to.connection == null) {
            return;
        }
        try {
            to.connection.send(command);
        } catch (EnvironmentException e) {
            boolean isRoutine =
                    command instanceof RunnerCommand.Ack || command instanceof RunnerCommand.Ping;
            LOG.log(
                    isRoutine ? DEBUG : WARNING,
                    "command not delivered session_id="
                            + sessionId
                            + " command="
                            + command.type()
                            + " reason="
                            + e.getMessage());
        }
    }

    @Nullable RunningEnvironment running() {
        return running;
    }

    private void drop(@Nullable Link old) {
        if (old != null && old.connection != null) {
            old.connection.close();
        }
        if (link == old) {
            link = null;
        }
    }

    private boolean awaitGone(RunningEnvironment environment) throws InterruptedException {
        try {
            environment.ended().get(GONE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !environment.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("ended() completes normally", e);
        }
    }

    private void post(SessionInput input) throws InterruptedException {
        // A closed mailbox: the owner has ended, and whoever loads the session looks for itself.
        mailbox.put(input);
    }

    /// Work that may be interrupted: then the owner has ended.
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private void work(String what, Work work) {
        if (closed) {
            return;
        }
        try {
            worker.execute(() -> {
                try {
                    work.run();
                } catch (InterruptedException e) {
                    LOG.log(
                            INFO,
                            what + " given up: the session leaves memory session_id=" + sessionId);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(INFO, what + " not begun: the session leaves memory session_id=" + sessionId);
        }
    }

    /// Lets go of the environment, which goes on without us, and waits for the threads.
    @Override
    public void close() {
        closed = true;
        drop(link);
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(WARNING, "environment work does not end session_id=" + sessionId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One connection to a runner, and what it says. Called on the connection's reader thread.
    private final class Link implements RunnerListener {
        private final long attempt;
        private final RunningEnvironment environment;
        private final CountDownLatch isClosed = new CountDownLatch(1);
        private final CountDownLatch isOpen = new CountDownLatch(1);
        private volatile @Nullable RunnerConnection connection;

        Link(long attempt, RunningEnvironment environment) {
            this.attempt = attempt;
            this.environment = environment;
        }

        boolean awaitClosed(Duration most) throws InterruptedException {
            return isClosed.await(most.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void hello(RunnerReply.Hello hello) {
            quietly(() -> {
                isOpen.await(); // The owner answers a hello with commands.
                post(new SessionInput.Attached(attempt, hello));
            });
        }

        @Override
        public void event(SpoolLine line) throws InterruptedException {
            mailbox.put(new SessionInput.Said(attempt, line));
        }

        @Override
        public void violation(RunnerViolation violation) {
            quietly(() -> post(new SessionInput.Violated(attempt, violation)));
        }

        @Override
        public void pong(RunnerReply.Pong pong) {
            quietly(() -> post(new SessionInput.Ponged(attempt, pong)));
        }

        @Override
        public void closed(CloseReason why) {
            isClosed.countDown();
            if (closed) {
                return;
            }
            switch (why) {
                case CloseReason.Closed _ -> {}
                case CloseReason.Refused _, CloseReason.Displaced _ ->
                        quietly(() -> post(new SessionInput.Displaced(attempt)));
                case CloseReason.Eof _, CloseReason.Failed _ -> work("reattach", this::reattach);
            }
        }

        private void reattach() throws InterruptedException {
            if (link != this) {
                return; // The environment was stopped, or another connection took over.
            }
            if (awaitGone(environment)) {
                vanished(attempt);
            } else {
                attach(attempt, environment);
            }
        }

        private void quietly(Work work) {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The connection is being closed.
            }
        }
    }
}
