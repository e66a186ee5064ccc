package dev.signalbox.runner;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.CrashMeter;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Starts the agent, ends it, and starts it again: the lives of the agent, one after the other.
/// Owned by the agent loop.
///
/// What a driver asks for from inside one of its own calls is done after that call, in [#pump]: a
/// driver is never called while it is at work.
final class Supervisor {
    private static final Duration TERM_TO_KILL = Duration.ofMillis(500);
    private static final Duration CLOSE_TO_TERM = Duration.ofSeconds(1);

    private final Session session;
    private final AgentStarter starter;
    private final CrashMeter crashes;
    private @Nullable AgentLife life;
    private @Nullable Cancellable restart;
    private @Nullable String agentVersion;
    private EnvironmentStatus status = EnvironmentStatus.INACTIVE;
    private @Nullable String statusMessage;
    private boolean isStopping;
    private boolean isDone;

    Supervisor(Session session, AgentAdapter adapter) {
        this.session = session;
        this.starter = new AgentStarter(session, adapter);
        this.crashes = new CrashMeter(session.settings().restart(), RandomGenerator.getDefault());
    }

    // ---- the life of the agent

    /// Starts the agent.
    void start() {
        if (restart != null) {
            restart.cancel();
            restart = null;
        }
        status(EnvironmentStatus.STARTING, starter.words());
        var next = new AgentLife(this, session);
        life = next;
        try {
            starter.begin(next);
            guarded(next, next.driver()::started);
        } catch (SignalboxException e) {
            didNotStart(next, e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            RunnerLog.error("the agent's driver failed", e);
            didNotStart(next, ErrorCode.AGENT_FAILED, AgentStarter.driverFailed(e));
        }
    }

    private void didNotStart(AgentLife failed, ErrorCode code, String message) {
        failed.over();
        life = null;
        status(EnvironmentStatus.ERROR, message);
        session.recorder().error(code, message);
        session.desk().endWaiting(QueryOutcome.FAILED, new QueryCause(code, message));
    }

    /// The agent can take a query.
    void ready() {
        status(EnvironmentStatus.READY, null);
    }

    /// Does what has become possible or due: called between messages.
    void pump() {
        var now = life;
        if (now != null && now.isToEndWithoutExit()) {
            ended(now, null);
            now = life;
        }
        if (isStopping) {
            session.desk().endWaiting(QueryOutcome.INTERRUPTED, Exits.terminated());
        } else if (now == null && session.desk().hasWaiting()) {
            start();
            now = life;
        }
        if (now != null && now.isReady()) {
            var driver = now.driver();
            guarded(now, () -> session.desk().giveTo(driver));
        }
        if (session.desk().takeCompleted()) {
            crashes.forgive();
        }
        if (now != null && now.isToEndWithoutExit()) { // by what it was given just now
            session.timers().after(Duration.ZERO, () -> {});
        }
    }

    /// Ends an agent whose process does not end by itself.
    void end(AgentLife which, AgentLife.Verdict why) {
        boolean isFirst = which.verdict() == null;
        which.judge(why);
        var process = which.process();
        if (process != null && isFirst) {
            process.terminate();
            session.timers().after(TERM_TO_KILL, process::kill);
        }
    }

    /// The agent's process is gone.
    void exited(AgentLife which, int exitStatus) {
        if (which == life && which.process() != null) {
            boolean outOfMemory =
                    which.verdict() == null
                            && (Exits.saysOutOfMemory(which.errors())
                                    || which.process().wasMemoryShort());
            ended(which, Exits.of(exitStatus, outOfMemory && exitStatus != 0));
        }
    }

    private void ended(AgentLife which, QueryCause.@Nullable Exit exit) {
        life = null;
        var why = which.verdict();
        if (why == null && session.desk().isInterrupting()) {
            why = new AgentLife.Verdict.Interrupted(); // some agents end when they are interrupted
        }
        switch (why) {
            case AgentLife.Verdict.Stopped _ -> {
                close(which, exit);
                session.desk().endActive(QueryOutcome.INTERRUPTED, Exits.terminated());
                isDone = true;
            }
            case AgentLife.Verdict.Interrupted _ ->
                    anew(which, exit, "the agent ended by an interrupt");
            case AgentLife.Verdict.Restarted(var reason) ->
                    anew(which, exit, "the agent is started anew: " + reason);
            case AgentLife.Verdict.Failed(var outcome, var code, var message) ->
                    failed(which, outcome, code, message, exit);
            case null -> endedByItself(which, exit);
        }
    }

    /// It ended as it was to, and another is wanted.
    private void anew(AgentLife which, QueryCause.@Nullable Exit exit, String why) {
        close(which, exit);
        session.desk().endActive(QueryOutcome.INTERRUPTED, null);
        session.recorder().log(LogLevel.INFO, why);
        isDone |= isStopping;
        if (!isStopping) {
            start();
        }
    }

    private void endedByItself(AgentLife which, QueryCause.@Nullable Exit exit) {
        boolean isWanted = session.desk().hasActive() || !which.hasBeenReady();
        boolean isQuiet = exit != null && Integer.valueOf(0).equals(exit.code()) && !isWanted;
        if (isQuiet) {
            close(which, exit);
            session.recorder()
                    .log(LogLevel.INFO, "the agent ended; the next query starts it again");
            return;
        }
        var how = exit == null ? "ended" : Exits.describe(exit);
        boolean outOfMemory = exit != null && Boolean.TRUE.equals(exit.outOfMemory());
        failed(
                which,
                QueryOutcome.FAILED,
                outOfMemory ? ErrorCode.AGENT_OUT_OF_MEMORY : ErrorCode.AGENT_EXITED,
                "The agent " + how + (session.desk().hasActive() ? " in mid-query." : "."),
                exit);
    }

    private void failed(
            AgentLife which,
            QueryOutcome outcome,
            ErrorCode code,
            String message,
            QueryCause.@Nullable Exit exit) {
        var cause = which.cause(code, message, exit);
        crashes.crashed(System.nanoTime());
        status(
                EnvironmentStatus.ERROR,
                crashes.isGivenUp()
                        ? crashes.givenUp(session.settings().sessionId(), message)
                        : message + " " + crashes.restarting());
        session.recorder().failure(message, cause);
        close(which, exit);
        session.desk().endActive(outcome, cause);
        if (!which.hasBeenReady()) {
            session.desk().endWaiting(outcome, cause);
        }
        if (!crashes.isGivenUp() && !isStopping) {
            restart = session.timers().after(crashes.pause(), this::start);
        }
        isDone |= isStopping;
    }

    /// Lets the driver close what it knows of, then closes the rest.
    private void close(AgentLife which, QueryCause.@Nullable Exit exit) {
        guarded(which, () -> which.driver().ended(exit));
        which.over();
        session.recorder().closeAll();
        session.desk().agentEnded();
    }

    // ---- the end of the runner

    /// Ends the agent for good.
    void stop(String why, Duration grace) {
        if (isStopping) {
            return;
        }
        isStopping = true;
        if (restart != null) {
            restart.cancel();
        }
        session.recorder().log(LogLevel.INFO, "the runner ends: " + why);
        session.desk().endWaiting(QueryOutcome.INTERRUPTED, Exits.terminated());
        var now = life;
        if (now == null) {
            isDone = true;
            return;
        }
        now.judge(new AgentLife.Verdict.Stopped());
        guarded(now, () -> now.driver().closing());
        var process = now.process();
        if (process != null) {
            process.closeInput();
            var half = grace.dividedBy(2);
            var toTerm = half.compareTo(CLOSE_TO_TERM) < 0 ? half : CLOSE_TO_TERM;
            session.timers().after(toTerm, process::terminate);
            session.timers().after(grace, process::kill);
        }
    }

    /// Whether the runner may end.
    boolean isDone() {
        return isDone;
    }

    // ---- what servers ask

    void interrupt(String queryId) {
        var desk = session.desk();
        var now = life;
        if (!desk.isToBeInterrupted(queryId) || now == null) {
            return;
        }
        desk.interrupting(
                queryId,
                session.timers()
                        .after(
                                session.settings().interruptGrace(),
                                () -> {
                                    if (desk.isActive(queryId)) {
                                        end(now, new AgentLife.Verdict.Interrupted());
                                    }
                                }));
        guarded(now, () -> now.driver().interrupt(queryId));
    }

    /// The agent has said nothing for too long.
    void silent(Duration max) {
        var message = Exits.silent(max);
        var now = life;
        if (now != null) {
            end(
                    now,
                    new AgentLife.Verdict.Failed(
                            QueryOutcome.TIMED_OUT, ErrorCode.AGENT_SILENT, message));
        }
        session.desk().heard(); // the next look is after another while
    }

    /// Does something with the driver of an agent that is there.
    void withDriver(Consumer<AgentDriver> what) {
        var now = life;
        if (now != null && now.verdict() == null) {
            guarded(now, () -> what.accept(now.driver()));
        }
    }

    @Nullable Long agentPid() {
        var now = life;
        return now == null || now.process() == null ? null : now.process().pid();
    }

    /// Whether the agent is there; one without a process is while it lives.
    boolean isAgentAlive() {
        var now = life;
        return now != null && (now.process() == null || now.process().isAlive());
    }

    @Nullable String agentVersion() {
        return agentVersion;
    }

    /// Says once more how things are.
    void repeatStatus() {
        session.recorder().status(status, statusMessage);
    }

    // ---- what drivers ask, by way of their lives

    void said(AgentLife by, StreamEvent event, byte @Nullable [] json) {
        session.desk().heard();
        if (event instanceof StreamEvent.Query query) {
            var unexplained = by.cause(ErrorCode.AGENT_FAILED, "The agent did not say why.");
            session.desk().said(query, json, unexplained);
        } else {
            session.recorder().write(event, json);
            session.transcript().said(event);
        }
    }

    void agentVersion(String version) {
        agentVersion = version;
    }

    /// Calls a driver. One that throws has failed, and its agent with it.
    void guarded(AgentLife whose, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            RunnerLog.error("the agent's driver failed", e);
            end(
                    whose,
                    new AgentLife.Verdict.Failed(
                            QueryOutcome.FAILED,
                            ErrorCode.AGENT_FAILED,
                            AgentStarter.driverFailed(e)));
        }
    }

    private void status(EnvironmentStatus now, @Nullable String message) {
        status = now;
        statusMessage = message;
        session.recorder().status(now, message);
    }
}
