package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.protocol.Words;
import dev.signalbox.runtime.Supervision.Phase;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What becomes of a session whose runner does not start, is of no use, or dies: what it had in hand
/// is ended truly, and another is started, later and later.
final class CrashPolicy {
    private static final String LAST_WORDS =
            " Its last words are in logs/runner.log of the session's folder.";
    static final String GONE = "The runner ended unexpectedly." + LAST_WORDS;
    static final String GONE_UNSEEN =
            "The runner ended while no server was attached to it." + LAST_WORDS;
    private static final String STOPPED = "Stopped; the next message starts it again.";

    private CrashPolicy() {}

    /// The environment could not be started: its query fails, and what waits goes on waiting. It is
    /// tried again where nobody would do so who has been told: for what waits, and after a crash.
    static void startFailed(Turn turn, String message) {
        boolean isAutomatic = turn.supervision().isAutomatic;
        turn.note(LogLevel.ERROR, "The runner did not start");
        turn.supervision().nextAttempt(Phase.NONE);
        EnvironmentPolicy.set(turn, EnvironmentStatus.ERROR, message);
        turn.showStatus();
        EnvironmentPolicy.reportError(
                turn, ErrorCode.ENVIRONMENT_START_FAILED.name(), message, null);
        EnvironmentPolicy.endQuery(
                turn,
                QueryOutcome.FAILED,
                new QueryCause(ErrorCode.ENVIRONMENT_START_FAILED, message));
        if (isAutomatic || !turn.state().queue().messages().isEmpty()) {
            planRestart(turn, message);
        }
    }

    /// The runner lives, and attaching to it brings nothing: the state says so, and in the end the
    /// runner is ended and treated as one that died.
    static void useless(Turn turn, String message, boolean isLast) {
        var supervision = turn.supervision();
        if (isLast) {
            turn.then(new Effect.StopEnvironment(supervision.attempt, Duration.ZERO));
            vanished(turn, "The runner was ended: " + message);
            return;
        }
        @Nullable Environment was = turn.environment();
        if (was != null && !EnvironmentPolicy.isStopped(was.status())) {
            ClockPolicy.fellSilent(turn, ErrorCode.RUNNER_UNRESPONSIVE, message);
        }
    }

    /// The runner is gone and nobody asked it to go.
    static void vanished(Turn turn, String message) {
        boolean wasLooking = turn.supervision().phase == Phase.LOOKING;
        turn.supervision().nextAttempt(Phase.NONE);
        @Nullable Environment was = turn.environment();
        boolean wasAlive =
                was != null
                        && (RunnerPolicy.isHealthy(was.status())
                                || was.status() == EnvironmentStatus.ERROR);
        if (!wasAlive) { // Stopped before, and gone as it should be.
            QueryPolicy.resumeAfterLoad(turn);
            return;
        }
        boolean isKnown =
                wasLooking
                        && was != null
                        && was.status() == EnvironmentStatus.ERROR
                        && turn.state().activeQuery().queryId() == null;
        if (isKnown && turn.state().queue().messages().isEmpty()) {
            // An earlier server has said that it failed, and nothing was lost since.
            EnvironmentPolicy.closeBlocks(turn);
            EnvironmentPolicy.set(turn, EnvironmentStatus.INACTIVE, STOPPED);
            turn.showStatus();
            return;
        }
        EnvironmentPolicy.set(turn, EnvironmentStatus.ERROR, message);
        turn.showStatus();
        EnvironmentPolicy.reportError(turn, ErrorCode.ENVIRONMENT_LOST.name(), message, null);
        EnvironmentPolicy.closeBlocks(turn);
        if (isForNextRunner(turn)) {
            turn.supervision().isPassedOn = true;
            turn.note(
                    LogLevel.INFO,
                    "The runner was lost before it said anything of the query: the next one is"
                            + " given it");
            turn.supervision().crashes.crashed(turn.nanos());
            EnvironmentPolicy.start(turn);
            return;
        }
        EnvironmentPolicy.endQuery(
                turn,
                QueryOutcome.LOST,
                new QueryCause(
                        ErrorCode.ENVIRONMENT_LOST,
                        message + " What it worked on is lost: send the message again."));
        if (wasLooking && turn.state().queue().messages().isEmpty()) {
            // Nobody was here to see it and nobody waits: the next message starts another one.
            EnvironmentPolicy.set(turn, EnvironmentStatus.INACTIVE, STOPPED);
            turn.showStatus();
        } else {
            planRestart(turn, message);
        }
    }

    /// Whether the query in flight is one that the runner has not said a word of: perhaps it never
    /// had it. The next runner knows: it begins the query, or says that it was lost with the first.
    private static boolean isForNextRunner(Turn turn) {
        return turn.state().activeQuery().queryId() != null
                && !turn.supervision().isQueryTaken
                && !turn.supervision().isPassedOn;
    }

    /// @param last what the crash was
    private static void planRestart(Turn turn, String last) {
        var crashes = turn.supervision().crashes;
        crashes.crashed(turn.nanos());
        if (crashes.isGivenUp()) {
            turn.note(LogLevel.ERROR, "Not restarting any more: it crashed too often");
            EnvironmentPolicy.set(
                    turn, EnvironmentStatus.ERROR, crashes.givenUp(turn.sessionId(), last));
        } else {
            var pause = crashes.pause();
            turn.supervision().restartAt = turn.nanos() + pause.toNanos();
            turn.note(LogLevel.WARN, "Starting another runner in " + Words.of(pause));
            EnvironmentPolicy.set(turn, EnvironmentStatus.ERROR, crashes.restarting());
        }
        turn.showStatus();
    }
}
