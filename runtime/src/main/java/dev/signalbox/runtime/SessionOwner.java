package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.journal.AppendResult;
import dev.signalbox.journal.Batch;
import dev.signalbox.journal.Entry;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.StoredEvent;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.ViolationMeter;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// The work of a session's owner thread, batch after batch: decide, journal, fold, publish, act,
/// answer, in that order, so that nobody sees what a crash can take back.
///
/// When the journal fails the owner ends: nothing of the batch is shown and its callers are
/// refused. Everything here is the owner thread's alone but what the volatile fields show.
final class SessionOwner implements Runnable {
    private static final System.Logger LOG = System.getLogger(SessionOwner.class.getName());
    private static final int BATCH_MAX = 256;
    private static final long ACK_EVERY = 256;

    /// Why an owner ended.
    enum End {
        ASKED,
        JOURNAL_FAILED,
        FENCED,
        BUG
    }

    private final AgentSession.Parts parts;
    private final String sessionId;
    private final Mailbox<SessionInput> mailbox;
    private final Supervisor supervisor;
    private final Runnable onEnd;
    private final Supervision supervision;
    private final BlockLaw law = new BlockLaw();
    private final ViolationMeter violations = new ViolationMeter();
    private SessionRuntimeState shown;
    private long acknowledged;

    private volatile SessionState state;
    private volatile long committedOffset;
    private volatile long lastActivity;
    private volatile @Nullable Long lastHealthCheck;
    private volatile Supervision.@Nullable RunnerLoad runnerLoad;
    private long commitNanos;
    private volatile End end = End.ASKED;
    private volatile @Nullable JournalException failure;
    private volatile boolean ended;

    /// @param onEnd run on a thread of its own when the owner has ended
    SessionOwner(
            AgentSession.Parts parts,
            Mailbox<SessionInput> mailbox,
            Supervisor supervisor,
            Runnable onEnd) {
        this.parts = parts;
        this.sessionId = parts.claim().sessionId();
        this.mailbox = mailbox;
        this.supervisor = supervisor;
        this.onEnd = onEnd;
        this.state = parts.state();
        this.shown = parts.shown();
        this.committedOffset = parts.claim().runnerOffset();
        this.acknowledged = committedOffset;
        this.supervision =
                new Supervision(parts.settings().get().restart(), RandomGenerator.getDefault());
        this.lastActivity = nanos();
        for (var conversation : state.conversations().byId().values()) {
            for (var block : conversation.blocks()) {
                law.remember(
                        conversation.id(),
                        block.isOpen() ? block.block() : block.head(),
                        block.isOpen());
            }
        }
    }

    /// What the committed events add up to.
    SessionState state() {
        return state;
    }

    /// The runner's events up to this one are in the journal.
    long committedOffset() {
        return committedOffset;
    }

    /// In the time that passes, in nanoseconds.
    long lastActivity() {
        return lastActivity;
    }

    /// When the runner last answered, in milliseconds since the epoch.
    @Nullable Long lastHealthCheck() {
        return lastHealthCheck;
    }

    /// What the runner that is attached said of itself last; null when there is none.
    Supervision.@Nullable RunnerLoad runnerLoad() {
        return runnerLoad;
    }

    boolean isEnded() {
        return ended;
    }

    /// Why the owner ended; meaningful once it has.
    End end() {
        return end;
    }

    /// What the journal said when it failed the owner.
    JournalException failure() {
        return Objects.requireNonNullElseGet(
                failure, () -> new JournalException("the journal has not failed"));
    }

    @Override
    public void run() {
        try {
            boolean running = true;
            while (running) {
                running = step(mailbox.takeBatch(BATCH_MAX));
            }
        } catch (JournalException e) {
            failure = e;
            end = End.JOURNAL_FAILED;
            LOG.log(
                    ERROR,
                    "journal failed: session closed session_id="
                            + sessionId
                            + " reason="
                            + e.getMessage());
        } catch (InterruptedException e) {
            LOG.log(INFO, "session interrupted session_id=" + sessionId);
        } catch (RuntimeException e) {
            end = End.BUG;
            LOG.log(ERROR, "session closed by a failure session_id=" + sessionId, e);
        } finally {
            ended = true;
            mailbox.close().forEach(input -> refuse(input, new AgentSession.EndedException()));
            Thread.ofVirtual().name("session-" + sessionId + "-end").start(onEnd);
        }
    }

    /// Handles one batch: decide, journal, fold, publish, act, answer.
    ///
    /// @return false when the owner is to end
    private boolean step(List<SessionInput> batch) throws JournalException, InterruptedException {
        var answers = new ArrayList<Runnable>();
        try {
            var turn =
                    new Turn(
                            sessionId,
                            now(),
                            nanos(),
                            parts.settings().get(),
                            supervision,
                            law,
                            state,
                            shown,
                            committedOffset);
            for (var input : batch) {
                decide(turn, input, answers);
            }
            for (var report : violations.due(turn.nanos())) {
                RunnerPolicy.violation(turn, report);
            }
            turn.noteLeftOut();
            turn.showStatus();
            @Nullable EnvironmentStatus before = status(shown);
            if (!commit(turn)) {
                return false;
            }
            publish(turn, before);
            turn.effects().forEach(this::act);
            acknowledge(batch);
            answers.forEach(Runnable::run);
            return end == End.ASKED
                    && batch.stream().noneMatch(SessionInput.Stop.class::isInstance);
        } catch (JournalException e) {
            var unavailable =
                    new SignalboxException(
                            ErrorCode.JOURNAL_UNAVAILABLE,
                            "the journal does not take events; whether this one was written is not"
                                    + " known: try again with the same messageId",
                            e);
            batch.forEach(input -> refuse(input, unavailable));
            throw e;
        } finally {
            batch.forEach(input ->
                    refuse(input, new AgentSession.EndedException())); // Not those answered.
        }
    }

    private void decide(Turn turn, SessionInput input, List<Runnable> answers) {
        if (input instanceof SessionInput.Request<?> request) {
            answer(turn, request, answers);
        } else {
            Decisions.decide(turn, input, violations, lastActivity);
        }
    }

    private static <T> void answer(
            Turn turn, SessionInput.Request<T> request, List<Runnable> answers) {
        int said = turn.entries().size();
        try {
            T value = request.decision().apply(turn);
            answers.add(() -> request.answer().complete(value));
        } catch (SignalboxException refusal) {
            if (turn.entries().size() != said) {
                throw new IllegalStateException("a request was refused half-way", refusal);
            }
            answers.add(() -> request.answer().completeExceptionally(refusal));
        }
    }

    /// Writes what was decided.
    ///
    /// @return false if somebody else owns the session
    private boolean commit(Turn turn) throws JournalException {
        boolean isNews =
                !turn.entries().isEmpty()
                        || turn.isDescribed()
                        || turn.runnerOffset() != committedOffset;
        if (isNews) {
            var change = Rows.change(shown, turn);
            var batch = new Batch(state.seq() + 1, turn.entries(), turn.runnerOffset(), change);
            long began = nanos();
            if (parts.journal().append(parts.claim(), batch)
                    instanceof AppendResult.Fenced(long term)) {
                giveUp("its owner is now that of term " + term);
                return false;
            }
            commitNanos = nanos() - began;
        }
        shown = turn.shown();
        state = turn.state();
        lastHealthCheck = supervision.lastHealthCheck;
        runnerLoad = supervision.isAttached() ? supervision.runnerLoad : null;
        committedOffset = turn.runnerOffset();
        if (turn.isActivity()) {
            lastActivity = turn.nanos();
        }
        return true;
    }

    private static @Nullable EnvironmentStatus status(SessionRuntimeState runtime) {
        var environment = runtime.executionEnvironment();
        return environment == null ? null : environment.status();
    }

    private void publish(Turn turn, @Nullable EnvironmentStatus before) {
        if (turn.entries().isEmpty() && !turn.isDescribed()) {
            return;
        }
        var stored = new ArrayList<StoredEvent>(turn.entries().size());
        long bytes = 0;
        for (Entry entry : turn.entries()) {
            stored.add(
                    new StoredEvent(
                            entry.seq(), entry.type(), entry.track(), entry.level(), entry.json()));
            bytes += entry.json().length;
        }
        parts.tail().publish(stored);
        parts.bus()
                .publish(
                        new EventBus.News.Happened(
                                sessionId,
                                parts.agent(),
                                turn.events(),
                                queryIds(turn),
                                before,
                                bytes,
                                commitNanos));
    }

    private static List<@Nullable String> queryIds(Turn turn) {
        var ids = new ArrayList<@Nullable String>(turn.entries().size());
        turn.entries().forEach(entry -> ids.add(entry.queryId()));
        return ids;
    }

    private void act(Effect effect) {
        switch (effect) {
            case Effect.Tell(var command) -> supervisor.tell(command);
            case Effect.StartEnvironment(long attempt) -> supervisor.start(attempt);
            case Effect.FindEnvironment(long attempt) -> supervisor.find(attempt);
            case Effect.Reattach(long attempt) -> supervisor.reattach(attempt);
            case Effect.StopEnvironment(long attempt, var grace) -> supervisor.stop(attempt, grace);
            case Effect.Done(var hears) -> hears.complete(null);
            case Effect.GiveUp(String reason) -> giveUp(reason);
        }
    }

    private void giveUp(String reason) {
        end = End.FENCED;
        LOG.log(INFO, "session given up session_id=" + sessionId + " reason=" + reason);
    }

    /// Lets the runner forget what is journaled: after every so many events, and at quiet moments.
    /// Not before it has said how far its spool goes: that may be less than is journaled.
    private void acknowledge(List<SessionInput> batch) {
        acknowledged = Math.min(acknowledged, committedOffset);
        if (!supervision.isAttached()) {
            return;
        }
        boolean isQuiet = batch.getLast() instanceof SessionInput.Tick;
        long open = committedOffset - acknowledged;
        if (open >= ACK_EVERY || (isQuiet && open > 0)) {
            supervisor.tell(new RunnerCommand.Ack(committedOffset));
            acknowledged = committedOffset;
        }
    }

    private static void refuse(SessionInput input, RuntimeException reason) {
        if (input instanceof SessionInput.Request<?> request) {
            request.answer().completeExceptionally(reason);
        }
    }

    private long nanos() {
        return parts.nanoTime().getAsLong();
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
