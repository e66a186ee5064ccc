package dev.signalbox.runtime;

import dev.signalbox.protocol.CrashMeter;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.protocol.Words;
import dev.signalbox.runtime.Supervision.AfterStop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/// What the clock means for an execution environment: health checks, restarts that are due, and
/// idleness. Pure: the time is the turn's.
final class ClockPolicy {
    private ClockPolicy() {}

    static void ponged(Turn turn, RunnerReply.Pong pong) {
        var supervision = turn.supervision();
        supervision.pingSentAt = null;
        supervision.lastHeard = turn.nanos();
        supervision.lastHealthCheck = turn.now().toEpochMilli();
        supervision.runnerLoad = load(pong, turn.nanos());
        turn.environment(is -> is.withLastHealthCheck(supervision.lastHealthCheck));
        if (Boolean.TRUE.equals(pong.agentFrozen())) {
            fellSilent(
                    turn,
                    ErrorCode.AGENT_SILENT,
                    "The agent's process was stopped by a signal: continue it (kill -CONT), or"
                            + " restart the execution environment.");
        } else {
            answersAgain(turn);
        }
        if (!Objects.equals(supervision.spoolTrouble, pong.spoolTrouble())) {
            supervision.spoolTrouble = pong.spoolTrouble();
            showSpoolTrouble(turn, pong.spoolTrouble());
        }
    }

    private static Supervision.RunnerLoad load(RunnerReply.Pong pong, long nanos) {
        long runner = Objects.requireNonNullElse(pong.runnerRssBytes(), 0L);
        long spool = Objects.requireNonNullElse(pong.spoolBytes(), 0L);
        return new Supervision.RunnerLoad(nanos, runner, pong.rssBytes() - runner, spool);
    }

    /// Says that runner or agent does not answer, once.
    static void fellSilent(Turn turn, ErrorCode code, String message) {
        if (turn.supervision().beforeSilence == null) {
            turn.supervision().beforeSilence = turn.environment();
            EnvironmentPolicy.set(turn, EnvironmentStatus.ERROR, message);
            turn.showStatus();
            EnvironmentPolicy.reportError(turn, code.name(), message, null);
        }
    }

    /// Shows again what was shown before.
    static void answersAgain(Turn turn) {
        @Nullable Environment before = turn.supervision().beforeSilence;
        turn.supervision().beforeSilence = null;
        if (before != null) {
            boolean isReady = before.status() == EnvironmentStatus.READY;
            EnvironmentPolicy.set(
                    turn, before.status(), isReady ? "Answers again." : before.statusMessage());
            turn.showStatus();
            turn.note(LogLevel.INFO, "Runner and agent answer again");
            QueryPolicy.startNextIfHealthy(turn);
        }
    }

    /// The runner's own words about it cannot come while it lasts.
    private static void showSpoolTrouble(Turn turn, @Nullable String why) {
        String message =
                why == null
                        ? "The runner writes its events to disk again"
                        : "The runner cannot write its events to disk: " + why;
        turn.environment(is -> is.withStatus(is.status(), why == null ? null : message));
        turn.showStatus();
        turn.note(why == null ? LogLevel.INFO : LogLevel.ERROR, message);
    }

    /// Looks at the clock: health, restart, idleness, deadlines.
    ///
    /// @param lastActivity when the session was used, as [Turn#nanos]
    static void tick(Turn turn, long lastActivity) {
        var supervision = turn.supervision();
        PermissionPolicy.checkDeadlines(turn);
        @Nullable Long restartAt = supervision.restartAt;
        if (restartAt != null && turn.nanos() - restartAt >= 0) {
            EnvironmentPolicy.startAgain(turn);
        }
        if (supervision.isAttached()) {
            checkHealth(turn);
            checkRecovered(turn);
            checkIdle(turn, lastActivity);
        }
    }

    private static void checkHealth(Turn turn) {
        var supervision = turn.supervision();
        @Nullable Long heard = supervision.lastHeard;
        @Nullable Long sent = supervision.pingSentAt;
        var settings = turn.settings();
        if (sent == null) {
            if (heard == null || turn.isPast(heard, settings.healthInterval())) {
                supervision.pingSentAt = turn.nanos();
                turn.then(new Effect.Tell(new RunnerCommand.Ping("p" + turn.now().toEpochMilli())));
            }
            return;
        }
        long silentSince = heard != null && heard - sent > 0 ? heard : sent;
        Duration silence = Duration.ofNanos(turn.nanos() - silentSince);
        if (silence.compareTo(settings.healthTimeout()) > 0) {
            fellSilent(
                    turn,
                    ErrorCode.RUNNER_UNRESPONSIVE,
                    "The runner has not answered for "
                            + silence.toSeconds()
                            + " s. It may be stopped or without memory: look at its process, or"
                            + " restart the execution environment.");
        }
    }

    /// After an hour without a failure nobody needs to hear of the earlier ones.
    private static void checkRecovered(Turn turn) {
        var supervision = turn.supervision();
        @Nullable Environment environment = turn.environment();
        if (environment == null || environment.status() != EnvironmentStatus.READY) {
            return;
        }
        if (supervision.readySince == null) {
            supervision.readySince = turn.nanos();
        } else if (environment.restartCount() > 0
                && turn.isPast(supervision.readySince, CrashMeter.HEALTHY)) {
            supervision.crashes.forgive();
            turn.note(
                    LogLevel.INFO,
                    "An hour without a crash: the earlier ones do not count any more");
            turn.environment(is -> is.withRestartCount(0));
            turn.showStatus();
        }
    }

    private static void checkIdle(Turn turn, long lastActivity) {
        var idleStop = turn.settings().idleStop();
        boolean isIdle =
                !idleStop.isZero()
                        && turn.state().activeQuery().queryId() == null
                        && turn.state().queue().messages().isEmpty()
                        && turn.state().pendingPermissions().isEmpty()
                        && turn.isPast(lastActivity, idleStop)
                        && turn.state().backgroundTasks() == 0;
        if (isIdle) {
            String time = Words.of(idleStop);
            turn.note(
                    LogLevel.INFO,
                    "Stopping the execution environment after " + time + " without work");
            EnvironmentPolicy.stop(
                    turn,
                    new AfterStop(
                            EnvironmentStatus.INACTIVE,
                            "Stopped after "
                                    + time
                                    + " without work; the next message starts it again.",
                            false));
        }
    }
}
