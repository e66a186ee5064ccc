package dev.signalbox.agent.codex;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ErrorBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;

/// Ends of turns, and failures: those that end one and those that Codex tries again after.
final class Endings {
    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final Texts texts;
    private final ToolItems tools;
    private final Subagents subagents;
    private final Permissions permissions;
    private final CodexPeer peer;
    private final Causes causes;

    Endings(
            EventSink sink,
            IdSource ids,
            Turns turns,
            Texts texts,
            ToolItems tools,
            Subagents subagents,
            Permissions permissions,
            CodexPeer peer,
            Causes causes) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.texts = texts;
        this.tools = tools;
        this.subagents = subagents;
        this.permissions = permissions;
        this.peer = peer;
        this.causes = causes;
    }

    /// Something has failed.
    void error(String conversationId, JsonNode params) {
        var error = params.path("error");
        if (NativeJson.isTrue(params, "willRetry")) {
            texts.withdraw(conversationId);
            sink.log(
                    LogLevel.WARN,
                    "the model did not answer: "
                            + NativeJson.string(error, "additionalDetails", Failures.message(error))
                            + "; "
                            + Failures.message(error),
                    error);
            return;
        }
        var turn = turns.active();
        if (conversationId.equals(StreamEvent.MAIN) && turn != null) {
            turn.hasFailed = true;
        }
        tell(conversationId, error);
    }

    private void tell(String conversationId, JsonNode error) {
        texts.turnEnded(conversationId, true);
        sink.say(
                new StreamEvent.BlockComplete(
                        conversationId,
                        new ErrorBlock(
                                ids.newId(IdSource.BLOCK),
                                Failures.message(error),
                                Failures.code(error).name())));
    }

    /// A turn of the main thread has ended.
    void turn(String threadId, JsonNode ended) {
        var turn = turns.active();
        var status = NativeJson.string(ended, "status", "");
        if (turn == null || !turns.isActive(NativeJson.string(ended, "id", ""))) {
            return;
        }
        boolean isCompleted = status.equals("completed");
        permissions.turnEnded(StreamEvent.MAIN);
        texts.turnEnded(StreamEvent.MAIN, !isCompleted);
        settleCommands(threadId, StreamEvent.MAIN, isCompleted);
        if (status.equals("failed") && !turn.isInterruptAsked) {
            var error = ended.path("error");
            if (!turn.hasFailed) {
                tell(StreamEvent.MAIN, error);
            }
            failed(turn, Failures.code(error), Failures.message(error));
            return;
        }
        sink.closeQuery();
        if (isCompleted) {
            turns.end(QueryOutcome.COMPLETED, "end_turn", null);
        } else {
            subagents.begunBy(turn.queryId).forEach(peer::stop);
            turns.end(QueryOutcome.INTERRUPTED, null, null);
        }
    }

    /// A query has failed.
    void failed(Turn turn, ErrorCode code, String message) {
        sink.closeQuery();
        sink.say(new StreamEvent.Failure(code, message));
        if (turn == turns.active()) {
            turns.end(QueryOutcome.FAILED, null, causes.cause(code, message));
        }
    }

    /// A turn of a subagent's thread has ended.
    void subagentTurn(String threadId, JsonNode turn) {
        boolean isCompleted = NativeJson.string(turn, "status", "").equals("completed");
        permissions.turnEnded(threadId);
        texts.turnEnded(threadId, !isCompleted);
        settleCommands(threadId, threadId, isCompleted);
        subagents.ended(threadId, turn);
    }

    /// Commands outlive their turn. Those of one that came to its end are meant to; those of one that
    /// was cut short are not.
    private void settleCommands(String threadId, String conversationId, boolean isCompleted) {
        var running = tools.runningCommands(conversationId);
        if (running.isEmpty()) {
            return;
        }
        if (isCompleted) {
            running.forEach(tools::background);
        } else {
            peer.leftRunning(threadId, running);
        }
    }
}
