package dev.signalbox.agent.acp;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ErrorBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// How queries end, and what is open then.
final class Endings {
    private final EventSink sink;
    private final IdSource ids;
    private final Causes causes;
    private final Turns turns;
    private final Texts texts;
    private final Plans plans;
    private final Calls calls;
    private final Subagents subagents;
    private final Permissions permissions;
    private final Spending spending;

    Endings(
            EventSink sink,
            IdSource ids,
            Causes causes,
            Turns turns,
            Texts texts,
            Plans plans,
            Calls calls,
            Subagents subagents,
            Permissions permissions,
            Spending spending) {
        this.sink = sink;
        this.ids = ids;
        this.causes = causes;
        this.turns = turns;
        this.texts = texts;
        this.plans = plans;
        this.calls = calls;
        this.subagents = subagents;
        this.permissions = permissions;
        this.spending = spending;
    }

    /// The agent has answered a prompt.
    void prompted(String queryId, JsonNode result) {
        var turn = turns.active(queryId);
        if (turn == null) {
            sink.log(LogLevel.DEBUG, "an answer to a prompt that has ended", result);
            return;
        }
        var stopReason = NativeJson.string(result, "stopReason", "end_turn");
        turns.metadata(spending.answer(result));
        boolean isCut = turn.isInterruptAsked || stopReason.equals("cancelled");
        ended(turn, isCut, stopReason);
    }

    /// The agent did not answer a prompt but with an error, or could not be given it.
    void refused(String queryId, JsonRpc.Refusal refusal) {
        var turn = turns.active(queryId);
        if (turn == null) {
            sink.log(LogLevel.DEBUG, "a prompt that has ended failed: " + refusal.message(), null);
            return;
        }
        if (turn.isInterruptAsked || turn.givenUp != null) {
            ended(turn, true, "cancelled");
            return;
        }
        var failure = Failures.of(refusal);
        closeAll(true);
        sink.say(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN,
                        new ErrorBlock(
                                ids.newId(IdSource.BLOCK),
                                failure.message(),
                                failure.code().name())));
        failed(causes.cause(failure.code(), failure.message()));
    }

    /// The query has ended although the agent has not answered.
    void endUnanswered(String queryId) {
        var turn = turns.active(queryId);
        if (turn != null) {
            ended(turn, true, "cancelled");
        }
    }

    /// A turn of the agent's own has ended, as far as can be seen.
    void agentsTurnEnded() {
        var turn = turns.active();
        if (turn != null && turn.isAgents) {
            closeAll(false);
            turns.end(QueryOutcome.COMPLETED, null, null);
        }
    }

    /// The recorded output is at its end.
    void recordingEnded() {
        permissions.cancelAll("the agent has ended");
        sink.closeAll();
        turns.end(
                QueryOutcome.LOST,
                null,
                causes.cause(ErrorCode.AGENT_EXITED, "the output ended in mid-turn"));
    }

    private void ended(Turn turn, boolean isCut, String stopReason) {
        closeAll(isCut || turn.givenUp != null);
        if (turn.givenUp != null) {
            failed(turn.givenUp);
        } else if (isCut) {
            turns.end(QueryOutcome.INTERRUPTED, null, null);
        } else {
            var reason = stopReason.equals("max_turn_requests") ? "max_turns" : stopReason;
            turns.end(QueryOutcome.COMPLETED, reason, null);
        }
    }

    private void closeAll(boolean isCut) {
        spending.turnEnded();
        permissions.cancelAll("the turn has ended");
        calls.settleRejected();
        if (!isCut) {
            texts.close(StreamEvent.MAIN);
            plans.close();
        }
        subagents.turnEnded(isCut);
        sink.closeQuery();
    }

    private void failed(QueryCause cause) {
        sink.say(new StreamEvent.Failure(cause.message(), cause.code(), null, Map.of()));
        turns.end(QueryOutcome.FAILED, null, cause);
    }
}
