package dev.signalbox.agent.acp;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Makes stream events of what an agent says in ACP. Pure: events and replies go to the consumers
/// it was given, ids come from outside. One owner thread.
///
/// No line is fatal and none is lost: one that it does not know becomes a `log` of level `debug`.
final class AcpTranslator {
    /// How Gemini says, as if it were the model, that its mode has changed.
    private static final String MODE_UPDATE = "[MODE_UPDATE] ";

    private static final Set<String> WORK =
            Set.of(
                    "agent_message_chunk",
                    "agent_thought_chunk",
                    "tool_call",
                    "tool_call_update",
                    "plan");

    private final EventSink sink;
    private final Turns turns;
    private final Texts texts;
    private final Calls calls;
    private final Subagents subagents;
    private final Plans plans;
    private final Permissions permissions;
    private final News news;
    private final Endings endings;
    private final Replay replay = new Replay();

    /// @param reply takes the answer to a request of the agent's, by the request's id
    AcpTranslator(
            IdSource ids,
            Consumer<StreamEvent> out,
            BiConsumer<JsonNode, ObjectNode> reply,
            Causes causes,
            Spending spending) {
        this.sink = new EventSink(out);
        this.turns = new Turns(sink, ids);
        this.texts = new Texts(sink, ids);
        this.calls = new Calls(sink, ids);
        this.subagents = new Subagents(sink, ids, calls, texts);
        this.plans = new Plans(sink, ids);
        this.permissions = new Permissions(sink, ids, turns, calls, reply);
        this.news = new News(turns, spending);
        this.endings =
                new Endings(
                        sink,
                        ids,
                        causes,
                        turns,
                        texts,
                        plans,
                        calls,
                        subagents,
                        permissions,
                        spending);
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
        endings.agentsTurnEnded();
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
        endings.recordingEnded();
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
            default -> {
                if (!news.accept(kind, update)) {
                    unknown("session/update " + kind, params);
                }
                if (News.isEndOfTurn(update)) {
                    agentsTurnEnded();
                }
            }
        }
        return WORK.contains(kind);
    }

    private void chunk(JsonNode update, boolean isThought) {
        var text = NativeJson.string(update.path("content"), "text");
        if (text != null && text.startsWith(MODE_UPDATE)) {
            news.mode(text.substring(MODE_UPDATE.length()).strip());
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

    /// The agent has answered a prompt.
    void prompted(String queryId, JsonNode result) {
        endings.prompted(queryId, result);
    }

    /// The agent did not answer a prompt but with an error, or could not be given it.
    void refused(String queryId, JsonRpc.Refusal refusal) {
        endings.refused(queryId, refusal);
    }

    /// The query has ended although the agent has not answered.
    void endUnanswered(String queryId) {
        endings.endUnanswered(queryId);
    }

    /// In recorded output, where the answer does not say which prompt it is to.
    void recordedAnswer(JsonNode result) {
        prompted(turns.working().queryId, result);
    }

    /// In recorded output.
    void recordedRefusal(JsonRpc.Refusal refusal) {
        refused(turns.working().queryId, refusal);
    }

    /// Something that it does not know.
    void unknown(String what, JsonNode data) {
        sink.log(LogLevel.DEBUG, "the agent said " + what, data);
    }

    /// Takes a line that is no JSON object.
    void notJson(byte[] line) {
        sink.notJson(LogLevel.WARN, line);
    }
}
