package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ViolationMeter;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/// What a runner's events mean for the session: each becomes the event that the contract says, on
/// its own track. Pure.
final class RunnerPolicy {
    private RunnerPolicy() {}

    /// Takes one line, unless it was taken before.
    static void said(Turn turn, SpoolLine line, ViolationMeter meter) {
        if (line.offset() <= turn.runnerOffset()) {
            return; // Sent again after an attach: it is in the journal.
        }
        if (line.offset() > turn.runnerOffset() + 1) {
            if (turn.supervision().mayLookAgain(turn.nanos())) {
                lookAgain(turn, line.offset());
                return;
            }
            violated(
                    turn,
                    missing(turn.runnerOffset() + 1, line.offset() - 1),
                    line.eventJson(),
                    meter);
        }
        turn.runnerOffset(line.offset());
        turn.supervision().lastHeard = turn.nanos();
        if (turn.supervision().phase == Supervision.Phase.STOPPING
                && !(line.event() instanceof StreamEvent.Execution)) {
            return; // Its queries and blocks have been ended when it was told to stop.
        }
        if (!(line.event() instanceof StreamEvent.Execution)) {
            turn.supervision().isQueryTaken = true;
        }
        switch (line.event()) {
            case StreamEvent.Conversation event -> conversation(turn, event, line, meter);
            case StreamEvent.Status status -> status(turn, status);
            case StreamEvent.Log log -> log(turn, log);
            case StreamEvent.Failure failure -> failure(turn, failure);
            case StreamEvent.QueryStarted started -> queryStarted(turn, started.queryId());
            case StreamEvent.QueryEnded ended -> queryEnded(turn, ended);
            case StreamEvent.PermissionRequested request ->
                    PermissionPolicy.requested(turn, request);
            case StreamEvent.PermissionWithdrawn(String requestId, String reason, _) ->
                    PermissionPolicy.withdrawn(turn, requestId, reason);
            case StreamEvent.Unknown unknown ->
                    turn.say(
                            new SessionEvent.Unknown((ObjectNode) ProtocolJson.tree(unknown)),
                            turn.state().activeQuery().queryId(),
                            line.eventJson());
        }
    }

    /// Asks for a gap's events once more; what else comes over this connection does not count. Not
    /// too often: a runner whose spool has holes would be asked for ever.
    private static void lookAgain(Turn turn, long offset) {
        turn.note(
                LogLevel.WARN,
                "The runner's events "
                        + (turn.runnerOffset() + 1)
                        + " to "
                        + (offset - 1)
                        + " did not come: attaching again to ask for them");
        long attempt = turn.supervision().nextAttempt(Supervision.Phase.LOOKING);
        turn.then(new Effect.Reattach(attempt));
    }

    private static ProtocolException missing(long first, long last) {
        return ProtocolException.offset(
                "the runner leaves out the events " + first + " to " + last + ": they are lost");
    }

    /// Events that broke the protocol have their place all the same.
    static void leftOut(Turn turn, long offset) {
        turn.runnerOffset(Math.max(turn.runnerOffset(), offset));
        turn.supervision().lastHeard = turn.nanos();
    }

    /// A runner that counts from less than is journaled has lost its spool: what it says from now on
    /// is new.
    static void compareSpools(Turn turn, RunnerReply.Hello hello, ViolationMeter meter) {
        long last = Math.max(0, hello.nextOffset() - 1);
        if (last >= turn.runnerOffset()) {
            return;
        }
        String message =
                "the runner's spool ends at "
                        + last
                        + ", events up to "
                        + turn.runnerOffset()
                        + " are journaled: it was lost, and counts anew";
        violated(turn, ProtocolException.offset(message), new byte[0], meter);
        turn.runnerOffset(last);
    }

    private static void conversation(
            Turn turn, StreamEvent.Conversation event, SpoolLine line, ViolationMeter meter) {
        if (event instanceof StreamEvent.TextDelta delta && delta.delta().isEmpty()) {
            return;
        }
        try {
            turn.law().apply(event);
        } catch (ProtocolException e) {
            if (event instanceof StreamEvent.BlockComplete complete
                    && turn.supervision().closedForRunner.contains(complete.blockId())) {
                return;
            }
            violated(turn, e, line.eventJson(), meter);
            return;
        }
        turn.touch();
        turn.say(
                new SessionEvent.Conversation(event),
                turn.state().activeQuery().queryId(),
                line.eventJson());
    }

    private static void violated(
            Turn turn, ProtocolException e, byte[] line, ViolationMeter meter) {
        @Nullable RunnerViolation report =
                meter.add(
                        e.kind(), String.valueOf(e.getMessage()), line.length, line, turn.nanos());
        if (report != null) {
            violation(turn, report);
        }
    }

    static void violation(Turn turn, RunnerViolation violation) {
        failure(turn, violation.failure());
    }

    private static void status(Turn turn, StreamEvent.Status status) {
        turn.supervision().beforeSilence = null; // It is newer than what was shown then.
        switch (status.status()) {
            case INACTIVE, TERMINATED ->
                    turn.note(
                            LogLevel.WARN,
                            "The runner says that it is "
                                    + status.status().wireName()
                                    + ", and it lives: ignored");
            case STARTING -> {
                turn.supervision().closedForRunner.clear(); // A runner puts things right first.
                EnvironmentPolicy.agentStarts(turn, status.message());
            }
            case READY, ERROR -> EnvironmentPolicy.set(turn, status.status(), status.message());
        }
        turn.showStatus();
        if (status.status() == EnvironmentStatus.READY) {
            QueryPolicy.startNextIfHealthy(turn); // What waited while the agent was down.
        }
    }

    private static void log(Turn turn, StreamEvent.Log log) {
        turn.say(
                new SessionEvent.Log(
                        log.levelOrDefault(), log.message(), log.sourceOrDefault(), log.data()));
    }

    private static void failure(Turn turn, StreamEvent.Failure failure) {
        EnvironmentPolicy.reportError(turn, failure.code(), failure.message(), failure.data());
    }

    private static void queryStarted(Turn turn, String queryId) {
        @Nullable String active = turn.state().activeQuery().queryId();
        if (active == null) {
            turn.touch();
            turn.supervision().began(queryId, turn.nanos());
            turn.supervision().isQueryTaken = true;
            turn.say(
                    new SessionEvent.QueryStarted(queryId, QueryOrigin.AGENT, null), queryId, null);
        } else if (!active.equals(queryId)) {
            turn.note(
                    LogLevel.WARN,
                    "The agent says that it started query "
                            + queryId
                            + " while another one runs: its events belong to that one");
        }
    }

    private static void queryEnded(Turn turn, StreamEvent.QueryEnded ended) {
        if (!ended.queryId().equals(turn.state().activeQuery().queryId())) {
            turn.note(
                    LogLevel.DEBUG,
                    "The end of query " + ended.queryId() + ", which does not run, is ignored");
            return;
        }
        QueryPolicy.end(turn, ended.queryId(), ended.outcome(), ended.stopReason(), ended.cause());
        turn.showStatus();
        QueryPolicy.startNextIfHealthy(turn);
    }

    /// Whether a status that a runner may say is one of health.
    static boolean isHealthy(EnvironmentStatus status) {
        return status == EnvironmentStatus.READY || status == EnvironmentStatus.STARTING;
    }
}
