package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.environment.CloseReason;
import dev.signalbox.environment.EnvironmentException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

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
    private static final int ATTACH_TRIES = 5;

    /// Attachments in a row that may bring nothing before the runner is given up.
    private static final int USELESS_MAX = 3;

    private final String sessionId;
    private final Path sessionDir;
    private final ExecutionEnvironment environments;
    private final SpecSource spec;
    private final LongSupplier committedOffset;
    private final long term;
    private final Mailbox<SessionInput> mailbox;
    private final SerialWork worker;

    private volatile @Nullable RunningEnvironment running;
    private volatile @Nullable Link link;
    private volatile boolean closed;

    /// Attachments in a row that brought nothing. Worker only.
    private int useless;

    /// @param committedOffset the last runner offset that is in the journal
    Supervisor(
            String sessionId,
            Path sessionDir,
            ExecutionEnvironment environments,
            SpecSource spec,
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
        this.worker = new SerialWork(sessionId);
    }

    void start(long attempt) {
        worker.run(
                "start",
                () -> {
                    try {
                        var started =
                                environments.start(
                                        spec.get().withAfter(committedOffset.getAsLong()));
                        running = started;
                        attach(attempt, started);
                    } catch (EnvironmentException e) {
                        LOG.log(WARNING, "start failed session_id=" + sessionId, e);
                        post(new SessionInput.StartFailed(attempt, String.valueOf(e.getMessage())));
                    }
                });
    }

    void find(long attempt) {
        worker.run(
                "find",
                () -> {
                    @Nullable RunningEnvironment found = environments.find(sessionId, sessionDir);
                    running = found;
                    if (found == null) {
                        vanished(attempt, CrashPolicy.GONE_UNSEEN);
                    } else {
                        attach(attempt, found);
                    }
                });
    }

    /// Connects anew to the runner that is there.
    void reattach(long attempt) {
        worker.run(
                "reattach",
                () -> {
                    drop(link);
                    @Nullable RunningEnvironment environment = running;
                    if (environment == null || awaitGone(environment, Duration.ZERO)) {
                        vanished(attempt, CrashPolicy.GONE);
                    } else {
                        attach(attempt, environment);
                    }
                });
    }

    private void attach(long attempt, RunningEnvironment environment) throws InterruptedException {
        for (int tries = 1; !closed; tries++) {
            var listener = new Link(attempt, environment);
            try {
                listener.connection =
                        environment.connect(committedOffset.getAsLong(), term, listener);
                link = listener;
                listener.isOpen.countDown();
                return; // close() drops it, also when it came first.
            } catch (EnvironmentException e) {
                if (awaitGone(environment, GONE_WAIT)) {
                    vanished(attempt, CrashPolicy.GONE);
                    return;
                }
                if (tries == ATTACH_TRIES) {
                    var why = "it cannot be reached: " + e.getMessage();
                    post(new SessionInput.Useless(attempt, why, true));
                    return;
                }
            }
        }
    }

    /// The runner is gone. What it has left running is ended now and not only when another one is
    /// started: its agent goes on without it else, and nobody sees what it does. Then comes what it
    /// had still to say, and then the news.
    private void vanished(long attempt, String message) throws InterruptedException {
        environments.clear(sessionId, sessionDir, Duration.ZERO);
        environments.readRemains(
                sessionDir,
                committedOffset.getAsLong(),
                line -> mailbox.put(new SessionInput.Said(attempt, line)));
        post(new SessionInput.Vanished(attempt, message));
    }

    void stop(long attempt, Duration grace) {
        worker.run(
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
                        LOG.log(DEBUG, "execution environment stopped session_id=" + sessionId);
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
            var what = "command not delivered session_id=" + sessionId + " command=";
            LOG.log(
                    isRoutine ? DEBUG : WARNING,
                    what + command.type() + " reason=" + e.getMessage());
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

    private boolean awaitGone(RunningEnvironment environment, Duration most)
            throws InterruptedException {
        try {
            environment.ended().get(most.toMillis(), TimeUnit.MILLISECONDS);
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

    /// Lets go of the environment, which goes on without us, and waits for the threads.
    @Override
    public void close() {
        closed = true;
        drop(link);
        worker.close();
        drop(link);
    }

    /// One connection to a runner, and what it says. Called on the connection's reader thread.
    private final class Link implements RunnerListener {
        private final long attempt;
        private final RunningEnvironment environment;
        private final CountDownLatch isClosed = new CountDownLatch(1);
        private final CountDownLatch isOpen = new CountDownLatch(1);
        private volatile @Nullable RunnerConnection connection;

        /// Whether more came over it than a greeting.
        private volatile boolean isUseful;

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
                LOG.log(
                        INFO,
                        "runner attached session_id="
                                + sessionId
                                + " pid="
                                + hello.pid()
                                + " next_offset="
                                + hello.nextOffset());
                post(new SessionInput.Attached(attempt, hello));
            });
        }

        @Override
        public void event(SpoolLine line) throws InterruptedException {
            isUseful = true;
            mailbox.put(new SessionInput.Said(attempt, line));
        }

        @Override
        public void leftOut(long offset) throws InterruptedException {
            mailbox.put(new SessionInput.LeftOut(attempt, offset));
        }

        @Override
        public void violation(RunnerViolation violation) {
            quietly(() -> post(new SessionInput.Violated(attempt, violation)));
        }

        @Override
        public void pong(RunnerReply.Pong pong) {
            isUseful = true;
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
                case CloseReason.Eof _ -> again("it hung up");
                case CloseReason.Failed(String message) -> again(message);
            }
        }

        private void again(String why) {
            worker.run("reattach", () -> reattach(why));
        }

        private void reattach(String why) throws InterruptedException {
            if (link != this) {
                return; // The environment was stopped, or another connection took over.
            }
            if (awaitGone(environment, GONE_WAIT)) {
                vanished(attempt, CrashPolicy.GONE);
                return;
            }
            useless = isUseful ? 0 : useless + 1;
            if (useless > 0) {
                boolean isLast = useless == USELESS_MAX;
                post(
                        new SessionInput.Useless(
                                attempt, "it does not keep its contract: " + why, isLast));
                if (isLast) {
                    useless = 0;
                    return;
                }
            }
            attach(attempt, environment);
        }

        private void quietly(SerialWork.Piece work) {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The connection is being closed.
            }
        }
    }
}
