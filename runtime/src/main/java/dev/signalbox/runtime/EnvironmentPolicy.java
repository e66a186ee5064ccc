package dev.signalbox.runtime;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ErrorDetail;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.protocol.SessionRuntimeState.LastError;
import dev.signalbox.protocol.Words;
import dev.signalbox.runtime.Supervision.AfterStop;
import dev.signalbox.runtime.Supervision.Phase;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The life of a session's execution environment: inactive → starting → ready → error | terminated.
/// Says nothing of queries but what the death of their place means for them.
final class EnvironmentPolicy {
    private static final String RESTARTING = "Restarting as was asked…";

    private EnvironmentPolicy() {}

    /// Starts the environment unless one is there or on its way.
    static void ensureStarted(Turn turn) {
        var supervision = turn.supervision();
        switch (supervision.phase) {
            case NONE -> start(turn);
            case STOPPING -> {
                @Nullable AfterStop after = supervision.afterStop;
                if (after != null && !after.thenStart()) {
                    supervision.afterStop = new AfterStop(after.status(), after.message(), true);
                }
            }
            case STARTING, ATTACHED, LOOKING -> {} // The runner hears of it when it is there.
        }
    }

    /// The restart that was planned is due.
    static void startAgain(Turn turn) {
        start(turn);
        turn.supervision().isAutomatic = true;
    }

    static void start(Turn turn) {
        long attempt = turn.supervision().nextAttempt(Phase.STARTING);
        @Nullable Environment before = turn.environment();
        boolean isRestart = before != null && before.status() == EnvironmentStatus.ERROR;
        turn.newEnvironment(
                new Environment(
                        QueryPolicy.newId(),
                        EnvironmentStatus.STARTING,
                        isRestart ? "Starting the runner again…" : "Starting the runner…",
                        null,
                        before == null ? 0 : before.restartCount() + (isRestart ? 1 : 0),
                        before == null ? null : before.lastError()));
        turn.showStatus();
        turn.note(LogLevel.INFO, isRestart ? "Starting another runner" : "Starting a runner");
        turn.then(new Effect.StartEnvironment(attempt));
    }

    /// The session came into memory: an environment that was there may be there still.
    static void loaded(Turn turn) {
        if (turn.environment() != null) {
            turn.then(new Effect.FindEnvironment(turn.supervision().nextAttempt(Phase.LOOKING)));
        } else {
            QueryPolicy.resumeAfterLoad(turn);
        }
    }

    static void attached(Turn turn, RunnerReply.Hello hello) {
        var supervision = turn.supervision();
        @Nullable Environment was = turn.environment();
        noteAttached(turn, hello);
        supervision.phase = Phase.ATTACHED;
        supervision.lastHeard = turn.nanos();
        ClockPolicy.answersAgain(turn);
        if (was != null && isStopped(was.status())) {
            // The server died between saying so and doing so.
            boolean isWanted = turn.state().activeQuery().queryId() != null; // A message since.
            turn.note(
                    LogLevel.WARN,
                    "Ending a runner that lived on after its execution environment was stopped");
            stop(
                    turn,
                    new AfterStop(
                            was.status(), "Stopped; the next message starts it again.", isWanted));
            return;
        }
        @Nullable String active = turn.state().activeQuery().queryId();
        @Nullable String running = hello.activeQueryId();
        if (running != null
                && !running.equals(active)
                && turn.state().messages().queryIds().containsValue(running)) {
            // Its query was ended while nobody could tell it.
            turn.note(
                    LogLevel.INFO,
                    "The runner works on query " + running + ", which has ended: interrupting it");
            turn.then(new Effect.Tell(new RunnerCommand.Interrupt(running)));
        }
        QueryPolicy.resume(turn);
        PermissionPolicy.retell(turn, hello.pendingPermissions());
        if (active != null && active.equals(supervision.interrupting)) {
            turn.then(new Effect.Tell(new RunnerCommand.Interrupt(active)));
        }
        QueryPolicy.startNextIfHealthy(turn);
    }

    private static void noteAttached(Turn turn, RunnerReply.Hello hello) {
        boolean isFound = turn.supervision().phase == Phase.LOOKING;
        turn.note(
                LogLevel.INFO,
                "Attached to the runner"
                        + (isFound ? " that was there" : "")
                        + ": process "
                        + hello.pid()
                        + ", version "
                        + hello.runnerVersion()
                        + ", events after "
                        + turn.runnerOffset());
    }

    static boolean isStopped(EnvironmentStatus status) {
        return status == EnvironmentStatus.TERMINATED || status == EnvironmentStatus.INACTIVE;
    }

    static void agentStarts(Turn turn, @Nullable String message) {
        turn.supervision().readySince = null;
        turn.environment(is -> {
            boolean isRestart = is.status() == EnvironmentStatus.ERROR;
            return is.withStatus(EnvironmentStatus.STARTING, message)
                    .withRestartCount(is.restartCount() + (isRestart ? 1 : 0));
        });
    }

    static void set(Turn turn, EnvironmentStatus status, @Nullable String said) {
        @Nullable String message = said == null ? null : Words.withoutTrace(said);
        if (status != EnvironmentStatus.READY) {
            turn.supervision().readySince = null;
        }
        turn.environment(is -> is.withStatus(status, message));
    }

    /// An operational failure: `lastError` in the state and `session:error`.
    static void reportError(
            Turn turn, @Nullable String code, String said, @Nullable JsonNode data) {
        String message = Words.withoutTrace(said);
        turn.supervision().errorSaid = true;
        var error = new LastError(message, code, turn.now().toEpochMilli());
        turn.environment(is -> is.withLastError(error));
        turn.say(new SessionEvent.ErrorReported(new ErrorDetail(message, code, data, Map.of())));
    }

    static void closeBlocks(Turn turn) {
        for (var open : turn.law().closeAll(Incomplete.INTERRUPTED)) {
            turn.supervision().closedForRunner.add(open.blockId());
            turn.say(new SessionEvent.Conversation(open));
        }
        PermissionPolicy.withdrawAll(turn, "the agent is gone");
    }

    static void endQuery(Turn turn, QueryOutcome outcome, QueryCause cause) {
        @Nullable String active = turn.state().activeQuery().queryId();
        if (active != null) {
            QueryPolicy.end(turn, active, outcome, null, cause);
        }
        turn.showStatus();
    }

    /// What a client asks for.
    static boolean command(Turn turn, EnvironmentAction action, By by) {
        turn.touch();
        turn.note(
                LogLevel.INFO,
                action.words() + " the execution environment, as " + by.name() + " asked");
        turn.supervision().crashes.forgive();
        turn.environment(is -> is.withRestartCount(0));
        switch (action) {
            case START -> startByCommand(turn);
            case RESTART -> terminate(turn, RESTARTING, true);
            case TERMINATE ->
                    terminate(turn, "Terminated; the next message starts it again.", false);
        }
        return true;
    }

    private static void startByCommand(Turn turn) {
        @Nullable Environment is = turn.environment();
        boolean hasFailed = is != null && is.status() == EnvironmentStatus.ERROR;
        boolean isAgentGivenUp =
                hasFailed
                        && turn.supervision().isAttached()
                        && turn.supervision().beforeSilence == null
                        && turn.state().activeQuery().queryId() == null;
        if (isAgentGivenUp) { // Its runner lives, and waits for a message.
            terminate(turn, RESTARTING, true);
            return;
        }
        if (hasFailed && turn.supervision().phase == Phase.NONE) {
            set(
                    turn,
                    EnvironmentStatus.INACTIVE,
                    null); // Never shown: it starts, and is no restart.
        }
        ensureStarted(turn);
    }

    /// The server ends and takes the environment with it.
    ///
    /// @param grace how long it may take
    /// @return completed when it is gone and that is durable
    static CompletableFuture<Void> stopWithServer(Turn turn, Duration grace) {
        var done = new CompletableFuture<Void>();
        var supervision = turn.supervision();
        @Nullable Environment is = turn.environment();
        if (is == null || (supervision.phase == Phase.NONE && isStopped(is.status()))) {
            done.complete(null);
            return done;
        }
        turn.note(LogLevel.INFO, "Stopping the execution environment: the server ends");
        closeBlocks(turn);
        endQuery(
                turn,
                QueryOutcome.INTERRUPTED,
                new QueryCause(
                        ErrorCode.ENVIRONMENT_TERMINATED,
                        "The execution environment was stopped with the server; send the message"
                                + " again when it is back."));
        supervision.awaitStop.add(done);
        var after =
                new AfterStop(
                        EnvironmentStatus.INACTIVE,
                        "Stopped with the server; the next message starts it again.",
                        false);
        supervision.restartAt = null;
        supervision.afterStop = after;
        if (supervision.phase == Phase.NONE) {
            stopped(turn);
        } else if (supervision.phase != Phase.STOPPING) {
            supervision.phase = Phase.STOPPING;
            turn.then(new Effect.StopEnvironment(supervision.attempt, grace));
        }
        return done;
    }

    private static void terminate(Turn turn, String message, boolean thenStart) {
        if (turn.environment() == null) {
            if (thenStart) {
                start(turn);
            }
            return;
        }
        closeBlocks(turn);
        endQuery(
                turn,
                QueryOutcome.INTERRUPTED,
                new QueryCause(
                        ErrorCode.ENVIRONMENT_TERMINATED,
                        "The execution environment was ended by command; the next message starts"
                                + " it again."));
        var after = new AfterStop(EnvironmentStatus.TERMINATED, message, thenStart);
        if (turn.supervision().phase == Phase.NONE) {
            turn.supervision().restartAt = null;
            turn.supervision().afterStop = after;
            stopped(turn);
        } else {
            stop(turn, after);
        }
    }

    static void stop(Turn turn, AfterStop after) {
        long attempt = turn.supervision().attempt;
        turn.supervision().phase = Phase.STOPPING;
        turn.supervision().afterStop = after;
        turn.then(new Effect.StopEnvironment(attempt, turn.settings().terminateGrace()));
    }

    /// The environment is gone, as was asked.
    static void stopped(Turn turn) {
        @Nullable AfterStop after = turn.supervision().afterStop;
        turn.supervision().afterStop = null;
        turn.supervision().nextAttempt(Phase.NONE);
        closeBlocks(turn);
        if (after != null) {
            set(turn, after.status(), after.message());
            turn.showStatus();
            if (after.thenStart()) {
                start(turn);
            }
        }
        turn.supervision().awaitStop.forEach(one -> turn.then(new Effect.Done(one)));
        turn.supervision().awaitStop.clear();
    }
}
