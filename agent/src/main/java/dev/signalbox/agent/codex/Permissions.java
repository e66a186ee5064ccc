package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What Codex asks a person before it acts, and the answers.
final class Permissions {
    private static final String REQUEST = "req";
    private static final PermissionOption ALLOW =
            new PermissionOption("allow_once", "allow_once", "Allow");
    private static final PermissionOption ALWAYS =
            new PermissionOption("allow_always", "allow_always", "Allow in this session");
    private static final PermissionOption REJECT =
            new PermissionOption("reject_once", "reject_once", "Reject");
    private static final PermissionOption ANSWER =
            new PermissionOption("answer", "answer", "Answer");
    private static final PermissionOption NO_ANSWER =
            new PermissionOption("reject_once", "reject_once", "Do not answer");

    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final ToolItems tools;
    private final CodexPeer peer;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /// A request that waits.
    ///
    /// @param isOwnCall whether its tool call was made up for it, and ends with it
    private record Pending(
            JsonNode id,
            String conversationId,
            Asked asked,
            String toolUseId,
            boolean isOwnCall,
            List<Question> questions) {}

    Permissions(EventSink sink, IdSource ids, Turns turns, ToolItems tools, CodexPeer peer) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.tools = tools;
        this.peer = peer;
    }

    /// Codex asks for something.
    ///
    /// @param id its own of the request; ids begin anew with each process
    /// @param answer what is answered without a person; null to ask one
    void requested(JsonNode id, String conversationId, Asked asked, @Nullable Boolean answer) {
        if (answer != null) {
            sink.log(
                    LogLevel.INFO,
                    (answer ? "allowed" : "refused") + " by the permission mode: " + asked.rule(),
                    null);
            peer.reply(id, asked.decision(answer, Map.of(), List.of()));
            return;
        }
        var questions = asked.questions();
        boolean isQuestion = !questions.isEmpty();
        var known = asked.call(tools, conversationId);
        boolean isOwnCall = known == null;
        var toolUseId = known == null ? asked.itemId(ids) : known;
        if (isOwnCall) {
            tools.begin(conversationId, toolUseId, asked.toolName(), asked.input());
        }
        var requestId = ids.newId(REQUEST);
        pending.put(
                requestId, new Pending(id, conversationId, asked, toolUseId, isOwnCall, questions));
        tools.waiting(toolUseId, true);
        var block = tools.block(toolUseId);
        sink.say(
                new StreamEvent.PermissionRequested(
                        requestId,
                        turns.lastQueryId(),
                        isQuestion ? PermissionKind.QUESTION : PermissionKind.PERMISSION,
                        toolUseId,
                        block == null ? asked.toolName() : block.toolName(),
                        block == null ? asked.input() : block.input(),
                        asked.title(),
                        isQuestion ? List.of(ANSWER, NO_ANSWER) : List.of(ALLOW, ALWAYS, REJECT),
                        isQuestion ? questions : null,
                        isQuestion ? null : asked.rule(),
                        Map.of()));
    }

    /// Somebody has answered; nothing happens when the request does not wait.
    void answered(RunnerCommand.AnswerPermission answer) {
        var request = pending.remove(answer.requestId());
        if (request == null) {
            return;
        }
        boolean isAllowed = !answer.optionId().startsWith("reject");
        var answers = answer.answers() == null ? Map.<String, JsonNode>of() : answer.answers();
        var decision = request.asked.decision(isAllowed, answers, request.questions);
        if (request.isOwnCall) {
            tools.end(request.toolUseId, output(request, decision, isAllowed), !isAllowed);
        } else {
            tools.waiting(request.toolUseId, false);
        }
        peer.reply(request.id, decision);
        var message = answer.message();
        if (!isAllowed && message != null && !message.isBlank()) {
            var params = request.asked.params();
            peer.steer(
                    NativeJson.string(params, "threadId", ""),
                    NativeJson.string(params, "turnId", ""),
                    message);
        }
    }

    private static JsonNode output(Pending request, ObjectNode decision, boolean isAllowed) {
        if (!isAllowed) {
            return ProtocolJson.text("rejected");
        }
        return request.questions.isEmpty() ? ProtocolJson.text("allowed") : decision;
    }

    /// A request of Codex's is settled; one that nobody has answered is withdrawn.
    void resolved(JsonNode id) {
        for (var entry : Map.copyOf(pending).entrySet()) {
            if (entry.getValue().id.equals(id)) {
                withdrawn(entry.getKey(), "Codex withdrew it");
            }
        }
    }

    private void withdrawn(String requestId, String reason) {
        var request = pending.remove(requestId);
        if (request != null) {
            if (request.isOwnCall) {
                tools.end(request.toolUseId, ProtocolJson.text(reason), true);
            } else {
                tools.waiting(request.toolUseId, false);
            }
            sink.say(new StreamEvent.PermissionWithdrawn(requestId, reason));
        }
    }

    /// A turn has ended: nothing of it waits any longer.
    void turnEnded(String conversationId) {
        for (var entry : Map.copyOf(pending).entrySet()) {
            if (entry.getValue().conversationId.equals(conversationId)) {
                withdrawn(entry.getKey(), "the turn has ended");
            }
        }
    }

    void allWithdrawn(String reason) {
        List.copyOf(pending.keySet()).forEach(requestId -> withdrawn(requestId, reason));
    }
}
