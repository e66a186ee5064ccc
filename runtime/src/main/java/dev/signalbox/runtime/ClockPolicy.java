package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.runtime.Supervision.AfterStop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// What the clock means for an execution environment: health checks, restarts that are due, and
/// idleness. Pure: the time is the turn's.
final class ClockPolicy {
    private ClockPolicy() {}

    static void ponged(Turn turn, RunnerReply.Pong pong) {
        var supervision = turn.supervision();
        supervision.pingSentAt = null;
        supervision.lastHeard = turn.now();
        supervision.lastHealthCheck = turn.now().toEpochMilli();
        turn.environment(is -> is.withLastHealthCheck(supervision.lastHealthCheck));
        if (supervision.isUnresponsive) {
            supervision.isUnresponsive = false;
            EnvironmentPolicy.set(turn, EnvironmentStatus.READY, "Answers again");
            turn.showStatus();
        }
        if (!Objects.equals(supervision.spoolTrouble, pong.spoolTrouble())) {
            supervision.spoolTrouble = pong.spoolTrouble();
            showSpoolTrouble(turn, pong.spoolTrouble());
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
        turn.say(
                new SessionEvent.Log(
                        why == null ? LogLevel.INFO : LogLevel.ERROR,
                        message,
                        LogSource.SERVER,
                        null));
    }

    /// Looks at the clock: health, restart, idleness, deadlines.
    static void tick(Turn turn, Instant lastActivity) {
        var supervision = turn.supervision();
        PermissionPolicy.checkDeadlines(turn);
        if (supervision.restartAt != null && !turn.now().isBefore(supervision.restartAt)) {
            EnvironmentPolicy.start(turn);
        }
        if (supervision.isAttached()) {
            checkHealth(turn);
            checkIdle(turn, lastActivity);
        }
    }

    private static void checkHealth(Turn turn) {
        var supervision = turn.supervision();
        @Nullable Instant heard = supervision.lastHeard;
        @Nullable Instant sent = supervision.pingSentAt;
        var settings = turn.settings();
        if (sent == null) {
            if (heard == null || !turn.now().isBefore(heard.plus(settings.healthInterval()))) {
                supervision.pingSentAt = turn.now();
                turn.then(new Effect.Tell(new RunnerCommand.Ping("p" + turn.now().toEpochMilli())));
            }
            return;
        }
        Instant silentSince = heard != null && heard.isAfter(sent) ? heard : sent;
        Duration silence = Duration.between(silentSince, turn.now());
        if (!supervision.isUnresponsive && silence.compareTo(settings.healthTimeout()) > 0) {
            supervision.isUnresponsive = true;
            String message = "The runner has not answered for " + silence.toSeconds() + " s";
            EnvironmentPolicy.set(turn, EnvironmentStatus.ERROR, message);
            turn.showStatus();
            EnvironmentPolicy.reportError(
                    turn, ErrorCode.RUNNER_UNRESPONSIVE.name(), message, null);
        }
    }

    private static void checkIdle(Turn turn, Instant lastActivity) {
        var idleStop = turn.settings().idleStop();
        boolean isIdle =
                !idleStop.isZero()
                        && turn.state().activeQuery().queryId() == null
                        && turn.state().queue().messages().isEmpty()
                        && turn.state().pendingPermissions().isEmpty()
                        && !turn.now().isBefore(lastActivity.plus(idleStop))
                        && turn.state().backgroundTasks() == 0;
        if (isIdle) {
            EnvironmentPolicy.stop(
                    turn,
                    new AfterStop(
                            EnvironmentStatus.INACTIVE,
                            "Stopped after "
                                    + words(idleStop)
                                    + " without work; starts with the next message",
                            false));
        }
    }

    private static String words(Duration duration) {
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " minutes"
                : duration.toSeconds() + " seconds";
    }
}
