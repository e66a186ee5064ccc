package dev.signalbox.agent.acp;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ErrorBlock;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Makes stream events of what an agent says in ACP. Pure: events and replies go to the consumers
/// it was given, ids come from outside. One owner thread.
///
/// No line is fatal and none is lost: one that it does not know becomes a `log` of level `debug`.
final class AcpTranslator {
    private static final int NOT_JSON_CHARS_MAX = 2_000;

    /// How Gemini says, as if it were the model, that its mode has changed.
    private static final String MODE_UPDATE = "[MODE_UPDATE] ";

    private static final Set<String> WORK =
            Set.of(
                    "agent_message_chunk",
                    "agent_thought_chunk",
                    "tool_call",
                    "tool_call_update",
                    "plan");

    private final IdSource ids;
    private final EventSink sink;
    private final Causes causes;
    private final Turns turns;
    private final Texts texts;
    private final Calls calls;
    private final Subagents subagents;
    private final Plans plans;
    private final Permissions permissions;
    private final Spending spending;
    private final Replay replay = new Replay();
    private @Nullable JsonNode commands;

    /// @param reply takes the answer to a request of the agent's, by the request's id
    AcpTranslator(
            IdSource ids,
            Consumer<StreamEvent> out,
            BiConsumer<JsonNode, ObjectNode> reply,
            Causes causes,
            Spending spending) {
        this.ids = ids;
        this.sink = new EventSink(out);
        this.causes = causes;
        this.turns = new Turns(sink, ids);
        this.texts = new Texts(sink, ids);
        this.calls = new Calls(sink, ids);
        this.subagents = new Subagents(sink, ids, calls, texts);
        this.plans = new Plans(sink, ids);
        this.permissions = new Permissions(sink, ids, turns, calls, reply);
        this.spending = spending;
    }

    void policy(PermissionPolicy policy) {
        permissions.policy(policy);
    }

    /// What is said of the conversation from now on was said before.
    void historyBegins() {
        replay.begins();
    }

    /// A session is loaded, in recorded output.
    void historyMayGoOn() {
        replay.mayGoOn();
    }

    void historyEnded() {
        replay.ends();
        historyLeftOut();
    }

    private void historyLeftOut() {
        int lines = replay.taken();
        if (lines > 0) {
            sink.log(
                    LogLevel.DEBUG,
                    "the agent told the session's history again: " + lines + " lines left out",
                    null);
        }
    }

    /// The server's query begins.
    void queryGiven(String queryId) {
        historyEnded();
        agentsTurnEnded();
        turns.given(queryId);
    }

    /// The query is to end; whoever was asked need not answer any more.
    void interruptAsked(String queryId) {
        var turn = turns.active(queryId);
        if (turn != null) {
            turn.isInterruptAsked = true;
            permissions.cancelAll("the query was interrupted");
        }
    }

    /// The query has failed, whatever the agent still answers.
    void givenUp(String queryId, QueryCause cause) {
        var turn = turns.active(queryId);
        if (turn != null) {
            turn.givenUp = cause;
        }
    }

    boolean isActive(String queryId) {
        return turns.active(queryId) != null;
    }

    /// Whether the agent works on something that nobody asked for.
    boolean isAgentsTurn() {
        var turn = turns.active();
        return turn != null && turn.isAgents;
    }

    /// Whether something goes on that may take its time.
    boolean isBusy() {
        return !calls.isEmpty() || !permissions.isEmpty();
    }

    boolean hasCommand() {
        return calls.hasCommand();
    }

    /// A turn of the agent's own has ended, as far as can be seen.
    void agentsTurnEnded() {
        if (isAgentsTurn()) {
            closeAll(false);
            turns.end(QueryOutcome.COMPLETED, null, null);
        }
    }

    void answered(RunnerCommand.AnswerPermission answer) {
        permissions.answered(answer);
    }

    /// The agent's process is gone; what is open is left to whoever watches over the block law.
    void agentEnded() {
        permissions.cancelAll("the agent has ended");
    }

    /// What follows is recorded output.
    void recordingBegins() {
        turns.areRecorded();
    }

    /// The recorded output is at its end.
    void recordingEnded() {
        historyLeftOut();
        permissions.cancelAll("the agent has ended");
        sink.closeAll();
        turns.end(
                QueryOutcome.LOST,
                null,
                causes.cause(ErrorCode.AGENT_EXITED, "the output ended in mid-turn"));
    }

    /// The user's message stands in the recorded output.
    void recordedMessage() {
        turns.working();
    }

    /// The model that is named in the recorded output.
    void recordedModel(@Nullable String model) {
        if (model != null) {
            turns.working();
            turns.metadata(Metadata.ofModel(model));
        }
    }

    /// Takes the parameters of a `session/update`.
    ///
    /// @return whether it is a sign that the agent works, and not only of its machinery
    boolean update(JsonNode params) {
        var update = params.path("update");
        var kind = NativeJson.string(update, "sessionUpdate", "");
        if (replay.covers(kind)) {
            return false;
        }
        historyLeftOut();
        switch (kind) {
            case "agent_message_chunk" -> chunk(update, false);
            case "agent_thought_chunk" -> chunk(update, true);
            case "user_message_chunk" -> {} // The server knows what the user said.
            case "tool_call", "tool_call_update" -> call(update);
            case "plan" -> {
                turns.working();
                plans.told(update);
            }
            case "available_commands_update" -> commands(update.path("availableCommands"));
            case "current_mode_update" -> mode(NativeJson.string(update, "currentModeId"));
            case "usage_update" -> usage(update);
            case "session_info_update" -> info(update);
            case "config_option_update" -> options(update.path("configOptions"));
            default -> unknown("session/update " + kind, params);
        }
        return WORK.contains(kind);
    }

    private void chunk(JsonNode update, boolean isThought) {
        var text = NativeJson.string(update.path("content"), "text");
        if (text != null && text.startsWith(MODE_UPDATE)) {
            mode(text.substring(MODE_UPDATE.length()).strip());
            return;
        }
        var conversationId = subagents.conversationOf(update);
        if (conversationId.equals(StreamEvent.MAIN)) {
            turns.working();
            calls.settleRejected();
        }
        if (text == null) {
            sink.log(LogLevel.DEBUG, "the agent said something that is no text", update);
            return;
        }
        texts.chunk(conversationId, isThought, NativeJson.string(update, "messageId"), text);
    }

    private void call(JsonNode update) {
        var toolUseId = NativeJson.string(update, "toolCallId", "");
        boolean isKnown = calls.open(toolUseId) != null;
        boolean saysSomething =
                update.hasNonNull("status") || update.hasNonNull("title") || update.has("kind");
        if (calls.hasEnded(toolUseId) || (!isKnown && !saysSomething)) {
            calls.late(update);
            return;
        }
        var conversationId = subagents.conversationOf(update);
        if (conversationId.equals(StreamEvent.MAIN)) {
            turns.working();
        }
        if (!isKnown) {
            calls.settleRejected();
            texts.close(conversationId);
        }
        subagents.beforeCall(toolUseId, update);
        var call = calls.told(conversationId, update);
        if (calls.hasEnded(toolUseId)) {
            permissions.settled(toolUseId);
            subagents.afterCall(call);
        }
    }

    /// Takes a `session/request_permission`.
    void permissionRequested(JsonNode rpcId, JsonNode params) {
        var toolCall = params.path("toolCall");
        var toolUseId = NativeJson.string(toolCall, "toolCallId", "");
        var conversationId = subagents.conversationOf(toolCall);
        turns.working();
        if (calls.open(toolUseId) == null) {
            calls.settleRejected();
            texts.close(conversationId);
        }
        permissions.requested(rpcId, calls.asked(conversationId, toolCall), params);
    }

    private void commands(JsonNode said) {
        var list = Commands.of(said);
        if (list != null && !list.equals(commands)) {
            commands = list;
            turns.metadata(new Metadata(null, null, null, null, null, null, list, Map.of()));
        }
    }

    private void mode(@Nullable String mode) {
        if (mode != null) {
            turns.metadata(
                    new Metadata(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Map.of("mode", ProtocolJson.text(mode))));
        }
    }

    private void options(JsonNode options) {
        for (var option : options) {
            if (NativeJson.string(option, "category", "").equals("mode")) {
                mode(NativeJson.string(option, "currentValue"));
            }
        }
    }

    private void usage(JsonNode update) {
        turns.metadata(spending.update(update));
        if (update.path("_meta").has("_claude/origin")) {
            agentsTurnEnded();
        }
    }

    private void info(JsonNode update) {
        var title = NativeJson.string(update, "title");
        if (title != null) {
            turns.metadata(new Metadata(null, null, null, null, null, title, null, Map.of()));
        }
        var status = update.path("_meta").path("codex").path("threadStatus");
        if (NativeJson.string(status, "type", "").equals("idle")) {
            agentsTurnEnded();
        }
    }

    /// The agent has answered a prompt.
    void prompted(String queryId, JsonNode result) {
        var turn = turns.active(queryId);
        if (turn == null) {
            unknown("an answer to a prompt that has ended", result);
            return;
        }
        var stopReason = NativeJson.string(result, "stopReason", "end_turn");
        turns.metadata(spending.answer(result));
        boolean isCut = turn.isInterruptAsked || stopReason.equals("cancelled");
        ended(turn, isCut, stopReason);
    }

    /// In recorded output, where the answer does not say which prompt it is to.
    void recordedAnswer(JsonNode result) {
        prompted(turns.working().queryId, result);
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

    /// In recorded output.
    void recordedRefusal(JsonRpc.Refusal refusal) {
        refused(turns.working().queryId, refusal);
    }

    /// The query has ended although the agent has not answered.
    void endUnanswered(String queryId) {
        var turn = turns.active(queryId);
        if (turn != null) {
            ended(turn, true, "cancelled");
        }
    }

    /// The agent knows nothing of what was said before, and is told.
    ///
    /// @return the history in words for the agent
    String forgotten(String history) {
        var message =
                "The agent has lost its memory of this session; it was given a summary of what"
                        + " Signalbox has kept.";
        sink.say(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN,
                        new SystemNotice(ids.newId(IdSource.BLOCK), "notice", message)));
        sink.log(LogLevel.WARN, message, null);
        return "This session goes on from an earlier one. What was said in it so far:\n\n"
                + history
                + "\n\nThat was the earlier session. The user's next message follows.";
    }

    /// Something that it does not know.
    void unknown(String what, JsonNode data) {
        sink.log(LogLevel.DEBUG, "the agent said " + what, data);
    }

    /// Takes a line that is no JSON object.
    void notJson(byte[] line) {
        var text = new String(line, StandardCharsets.UTF_8).strip();
        if (!text.isEmpty()) {
            boolean isLong = text.length() > NOT_JSON_CHARS_MAX;
            sink.log(
                    LogLevel.WARN,
                    isLong ? text.substring(0, NOT_JSON_CHARS_MAX) + "…" : text,
                    null);
        }
    }
}
