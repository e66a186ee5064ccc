package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// What OpenCode asks a person before it acts, and the answers.
final class Permissions {
    private static final String ALLOW = "allow_once";
    private static final String ALLOW_ALWAYS = "allow_always";
    private static final String REJECT = "reject_once";
    private static final String ANSWER = "answer";
    private static final String NO = "The user said no.";
    private static final String READ_ONLY = "This session is read-only.";

    private final EventSink sink;
    private final Turns turns;
    private final ToolCalls calls;
    private final Function<String, PermissionMode.Verdict> mode;
    private final Consumer<Reply> toAgent;
    private final Map<String, Request> pending = new LinkedHashMap<>();

    /// A request that waits.
    ///
    /// @param toolUseId empty when OpenCode did not say
    /// @param questions null for a permission
    private record Request(String toolUseId, @Nullable Questions questions) {}

    /// @param mode what is answered without asking anybody, by the name of the permission
    /// @param toAgent takes what is answered so
    Permissions(
            EventSink sink,
            Turns turns,
            ToolCalls calls,
            Function<String, PermissionMode.Verdict> mode,
            Consumer<Reply> toAgent) {
        this.sink = sink;
        this.turns = turns;
        this.calls = calls;
        this.mode = mode;
        this.toAgent = toAgent;
    }

    void asked(JsonNode request) {
        var requestId = NativeJson.string(request, "id", "");
        var permission = NativeJson.string(request, "permission", "unknown");
        if (pending.containsKey(requestId)) {
            return; // Said again.
        }
        switch (mode.apply(permission)) {
            case ALLOW -> toAgent.accept(Reply.allow(requestId));
            case REJECT -> toAgent.accept(Reply.reject(requestId, READ_ONLY));
            case ASK -> askPerson(requestId, permission, request);
        }
    }

    private void askPerson(String requestId, String permission, JsonNode request) {
        var toolUseId = NativeJson.string(request.path("tool"), "callID", "");
        var call = calls.byToolUse(toolUseId);
        pending.put(requestId, new Request(toolUseId, null));
        calls.waiting(toolUseId, true);
        // It may be asked before the call's input is said.
        var input =
                call == null || call.block.input().isEmpty()
                        ? metadata(request)
                        : call.block.input();
        sink.say(
                new StreamEvent.PermissionRequested(
                        requestId,
                        turns.lastQueryId(),
                        PermissionKind.PERMISSION,
                        call == null ? null : toolUseId,
                        call == null ? permission : call.block.toolName(),
                        input,
                        permission + ": " + joined(request.path("patterns")),
                        List.of(
                                new PermissionOption(ALLOW, ALLOW, "Allow"),
                                new PermissionOption(
                                        ALLOW_ALWAYS, ALLOW_ALWAYS, "Allow in this session"),
                                new PermissionOption(REJECT, REJECT, "Reject")),
                        null,
                        permission + "(" + joined(request.path("always")) + ")",
                        Map.of()));
    }

    private static JsonNode metadata(JsonNode request) {
        var metadata = request.get("metadata");
        return metadata == null || !metadata.isObject() ? ProtocolJson.object() : metadata;
    }

    private static String joined(JsonNode patterns) {
        var texts = new ArrayList<String>();
        patterns.forEach(pattern -> texts.add(pattern.asString("")));
        return String.join(", ", texts);
    }

    void questioned(JsonNode request) {
        var requestId = NativeJson.string(request, "id", "");
        var toolUseId = NativeJson.string(request.path("tool"), "callID", "");
        if (pending.containsKey(requestId)) {
            return; // Said again.
        }
        var questions = Questions.of(request.path("questions"));
        var call = calls.byToolUse(toolUseId);
        pending.put(requestId, new Request(toolUseId, questions));
        calls.waiting(toolUseId, true);
        var input = ProtocolJson.object();
        input.set("questions", request.path("questions"));
        sink.say(
                new StreamEvent.PermissionRequested(
                        requestId,
                        turns.lastQueryId(),
                        PermissionKind.QUESTION,
                        call == null ? null : toolUseId,
                        ToolShapes.QUESTION,
                        input,
                        null,
                        List.of(
                                new PermissionOption(ANSWER, ANSWER, "Answer"),
                                new PermissionOption(REJECT, REJECT, "Do not answer")),
                        questions.list(),
                        Map.of()));
    }

    /// What OpenCode is told when somebody has answered; null for a request that does not wait.
    @Nullable Reply answered(RunnerCommand.AnswerPermission answer) {
        var requestId = answer.requestId();
        var request = pending.remove(requestId);
        if (request == null) {
            return null;
        }
        calls.waiting(request.toolUseId, false);
        boolean isRejected = answer.optionId().startsWith("reject");
        if (request.questions != null) {
            return isRejected
                    ? Reply.noAnswer(requestId)
                    : Reply.answers(requestId, request.questions.answers(answer.answers()));
        }
        if (isRejected) {
            var message = answer.message();
            return Reply.reject(requestId, message == null || message.isBlank() ? NO : message);
        }
        // Not `always`: what was allowed for the session can be taken back, and OpenCode would not
        // hear of it.
        return Reply.allow(requestId);
    }

    /// A request has been answered, by us or, with one that still waits here, by somebody else: when
    /// one is rejected OpenCode rejects all that it asked at the same time.
    void replied(String requestId, String reply) {
        var request = pending.remove(requestId);
        if (request != null) {
            calls.waiting(request.toolUseId, false);
            sink.say(
                    new StreamEvent.PermissionWithdrawn(
                            requestId, "OpenCode has an answer already: " + reply));
        }
    }

    void allWithdrawn(String reason) {
        for (var requestId : List.copyOf(pending.keySet())) {
            var request = pending.remove(requestId);
            if (request != null) {
                calls.waiting(request.toolUseId, false);
                sink.say(new StreamEvent.PermissionWithdrawn(requestId, reason));
            }
        }
    }
}
