package dev.signalbox.runtime;

import dev.signalbox.journal.Claim;
import dev.signalbox.journal.Journal;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.ActiveQueryState;
import dev.signalbox.state.SessionState;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A session in memory.
///
/// One virtual thread, the owner ([SessionOwner]), does everything that changes the session; all
/// others post to its mailbox. A session whose owner has ended is loaded again from the journal.
///
/// Thread-safe.
final class AgentSession implements AutoCloseable {
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(2);

    /// What a session is made of.
    ///
    /// @param agent its name
    /// @param state what the journal folds to
    /// @param shown the runtime state that the session's row has
    /// @param settings those that are in force now
    /// @param supervisor made for the session, whose committed offset and mailbox it uses
    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    /// @param onEnd hears, on a thread of its own, when the owner has ended
    record Parts(
            Claim claim,
            String agent,
            String tenant,
            SessionState state,
            SessionRuntimeState shown,
            Supplier<SessionSettings> settings,
            Journal journal,
            SessionTail tail,
            EventBus bus,
            InstantSource clock,
            LongSupplier nanoTime,
            Function<AgentSession, Supervisor> supervisor,
            Consumer<AgentSession> onEnd) {}

    private final String sessionId;
    private final String agent;
    private final String tenant;
    private final SessionTail tail;
    private final Mailbox<SessionInput> mailbox = new Mailbox<>(HostLimits.MAILBOX_MESSAGES);
    private final Supervisor supervisor;
    private final SessionOwner owner;
    private final Thread thread;

    private AgentSession(Parts parts) {
        this.sessionId = parts.claim().sessionId();
        this.agent = parts.agent();
        this.tenant = parts.tenant();
        this.tail = parts.tail();
        this.supervisor = parts.supervisor().apply(this);
        this.owner = new SessionOwner(parts, mailbox, supervisor, () -> parts.onEnd().accept(this));
        this.thread = Thread.ofVirtual().name("session-" + sessionId).unstarted(owner);
    }

    /// Starts hosting a session.
    static AgentSession start(Parts parts) {
        var session = new AgentSession(parts);
        parts.tail().reset(parts.state().seq());
        session.mailbox.offer(new SessionInput.Loaded());
        session.thread.start();
        return session;
    }

    String sessionId() {
        return sessionId;
    }

    /// Whose session it is.
    String tenant() {
        return tenant;
    }

    Mailbox<SessionInput> mailbox() {
        return mailbox;
    }

    SessionOwner owner() {
        return owner;
    }

    /// What the committed events add up to.
    SessionState state() {
        return owner.state();
    }

    /// In the time that passes, in nanoseconds.
    long lastActivity() {
        return owner.lastActivity();
    }

    boolean isEnded() {
        return owner.isEnded();
    }

    /// Asks the owner for something and waits until the answer is durable.
    ///
    /// @throws SignalboxException what the decision threw, `OVERLOADED`, `JOURNAL_UNAVAILABLE`
    /// @throws EndedException if the owner ended before it heard of it
    <T> T ask(Function<Turn, T> decision) {
        var answer = new CompletableFuture<T>();
        switch (mailbox.offer(new SessionInput.Request<>(decision, answer))) {
            case TAKEN -> {}
            case FULL ->
                    throw new SignalboxException(
                            ErrorCode.OVERLOADED,
                            "session " + sessionId + " has too much to do; try again");
            case CLOSED -> throw new EndedException();
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "interrupted while waiting for session " + sessionId, e);
        }
    }

    /// The owner ended before it took a request: nothing of it was done.
    static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Has the owner say a line in the session's logs. One that is busy or has ended does not.
    void note(LogLevel level, String message) {
        mailbox.offer(
                new SessionInput.Request<>(
                        turn -> {
                            turn.note(level, message);
                            return true;
                        },
                        new CompletableFuture<>()));
    }

    /// Makes the owner look at the clock. A full mailbox has no need of it.
    void tick() {
        mailbox.offer(new SessionInput.Tick());
    }

    /// Ends the owner after the messages already posted and lets go of the environment, which goes
    /// on. Waits for all threads; an interrupt hurries them.
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            if (mailbox.put(new SessionInput.Stop(), STOP_WAIT_MAX)) {
                thread.join(STOP_WAIT_MAX);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        thread.interrupt();
        supervisor.close();
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What the session does and takes now.
    ///
    /// @param nanos the time that passes
    SessionLoad load(long nanos) {
        var folded = state();
        var environment = folded.executionEnvironment();
        var said = owner.runnerLoad();
        return new SessionLoad(
                agent,
                environment == null ? null : environment.status(),
                !(folded.activeQuery() instanceof ActiveQueryState.None),
                folded.queue().messages().size(),
                mailbox.size(),
                tail.bytes(),
                tail.readerCount(),
                tail.lagEvents(),
                said == null ? null : nanos - said.atNanos(),
                said == null ? 0 : said.runnerBytes(),
                said == null ? 0 : said.agentBytes(),
                said == null ? 0 : said.spoolBytes());
    }

    /// The runtime state that is shown now, with the newest health check.
    SessionRuntimeState runtime() {
        var runtime = state().runtime(true);
        var environment = runtime.executionEnvironment();
        var health = owner.lastHealthCheck();
        return environment == null || health == null
                ? runtime
                : runtime.withExecutionEnvironment(environment.withLastHealthCheck(health));
    }

    /// What the committed events add up to, for clients.
    SnapshotView snapshot(long epoch) {
        var folded = state().snapshot(sessionId, epoch, true);
        return new SnapshotView(
                folded.sessionId(),
                folded.asOfSeq(),
                folded.epoch(),
                folded.conversations(),
                folded.usage(),
                folded.queue(),
                folded.pendingPermissions(),
                folded.permissionGrants(),
                folded.options(),
                runtime());
    }
}
