package dev.signalbox.agent.claude;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What Claude asks a person before it acts, and the answers.
final class Permissions {
    static final String QUESTION_TOOL = "AskUserQuestion";

    private static final String ALLOW = "allow_once";
    private static final String ALLOW_ALWAYS = "allow_always";
    private static final String REJECT = "reject_once";
    private static final String ANSWER = "answer";

    private final EventSink sink;
    private final Turns turns;
    private final ToolCalls calls;
    private final Map<String, Request> pending = new LinkedHashMap<>();

    /// A request that waits.
    ///
    /// @param toolUseId empty when Claude did not say
    private record Request(
            String toolUseId,
            JsonNode input,
            @Nullable JsonNode suggestions,
            List<Question> questions) {}

    Permissions(EventSink sink, Turns turns, ToolCalls calls) {
        this.sink = sink;
        this.turns = turns;
        this.calls = calls;
    }

    /// Claude asks whether it may use a tool, or asks a question by way of one.
    void requested(String requestId, JsonNode request) {
        var toolName = NativeJson.string(request, "tool_name", "unknown");
        var toolUseId = NativeJson.string(request, "tool_use_id");
        var input =
                request.path("input").isObject() ? request.path("input") : ProtocolJson.object();
        boolean isQuestion = toolName.equals(QUESTION_TOOL);
        var questions = isQuestion ? questions(input) : List.<Question>of();
        var suggestions = request.get("permission_suggestions");
        boolean canAlways = suggestions != null && suggestions.isArray() && !suggestions.isEmpty();
        pending.put(
                requestId,
                new Request(
                        toolUseId == null ? "" : toolUseId,
                        input,
                        canAlways ? suggestions : null,
                        questions));
        if (toolUseId != null) {
            calls.waiting(toolUseId, true);
        }
        sink.say(
                new StreamEvent.PermissionRequested(
                        requestId,
                        turns.lastQueryId(),
                        isQuestion ? PermissionKind.QUESTION : PermissionKind.PERMISSION,
                        toolUseId,
                        toolName,
                        input,
                        NativeJson.string(request, "description"),
                        options(isQuestion, canAlways),
                        isQuestion ? questions : null,
                        canAlways ? Rules.text(toolName, suggestions) : null,
                        Map.of()));
    }

    private static List<PermissionOption> options(boolean isQuestion, boolean canAlways) {
        var options = new ArrayList<PermissionOption>();
        if (isQuestion) {
            options.add(new PermissionOption(ANSWER, ANSWER, "Answer"));
            options.add(new PermissionOption(REJECT, REJECT, "Do not answer"));
            return options;
        }
        options.add(new PermissionOption(ALLOW, ALLOW, "Allow"));
        if (canAlways) {
            options.add(new PermissionOption(ALLOW_ALWAYS, ALLOW_ALWAYS, "Allow in this session"));
        }
        options.add(new PermissionOption(REJECT, REJECT, "Reject"));
        return options;
    }

    private static List<Question> questions(JsonNode input) {
        var questions = new ArrayList<Question>();
        for (var question : input.path("questions")) {
            var options = new ArrayList<Question.Option>();
            for (var option : question.path("options")) {
                options.add(
                        new Question.Option(
                                "o" + (options.size() + 1),
                                NativeJson.string(option, "label", ""),
                                NativeJson.string(option, "description"),
                                Map.of()));
            }
            questions.add(
                    new Question(
                            "q" + (questions.size() + 1),
                            NativeJson.string(question, "header"),
                            NativeJson.string(question, "question", ""),
                            NativeJson.isTrue(question, "multiSelect"),
                            true,
                            options,
                            Map.of()));
        }
        return questions;
    }

    /// What Claude is told when somebody has answered; null for a request that does not wait.
    @Nullable ObjectNode answered(RunnerCommand.AnswerPermission answer) {
        var request = pending.remove(answer.requestId());
        if (request == null) {
            return null;
        }
        calls.waiting(request.toolUseId, false);
        var decision = ProtocolJson.object();
        if (answer.optionId().startsWith("reject")) {
            var message = answer.message();
            decision.put("behavior", "deny")
                    .put("message", message == null ? "The user said no." : message)
                    .put("interrupt", false);
        } else {
            decision.put("behavior", "allow").set("updatedInput", input(request, answer));
            if (answer.optionId().equals(ALLOW_ALWAYS) && request.suggestions != null) {
                decision.set("updatedPermissions", forThisSession(request.suggestions));
            }
        }
        return Replies.success(answer.requestId(), decision);
    }

    /// Rules that end with the session: nothing is written into the workspace's own settings.
    private static JsonNode forThisSession(JsonNode suggestions) {
        var copy = suggestions.deepCopy();
        for (var rule : copy) {
            if (rule instanceof ObjectNode object && object.has("destination")) {
                object.put("destination", "session");
            }
        }
        return copy;
    }

    private static JsonNode input(Request request, RunnerCommand.AnswerPermission answer) {
        if (request.questions.isEmpty() || !(request.input instanceof ObjectNode given)) {
            return request.input;
        }
        var answers = ProtocolJson.object();
        var said = answer.answers() == null ? Map.<String, JsonNode>of() : answer.answers();
        for (var question : request.questions) {
            var one = said.get(question.id());
            if (one != null) {
                answers.put(question.text(), words(question, one));
            }
        }
        var input = given.deepCopy();
        input.set("answers", answers);
        return input;
    }

    private static String words(Question question, JsonNode answer) {
        if (answer.isString()) {
            return answer.stringValue();
        }
        var labels = new ArrayList<String>();
        for (var chosen : answer) {
            for (var option : question.options()) {
                if (chosen.isString() && chosen.stringValue().equals(option.id())) {
                    labels.add(option.label());
                }
            }
        }
        return String.join(", ", labels);
    }

    /// Claude no longer waits for an answer.
    void withdrawn(String requestId, String reason) {
        var request = pending.remove(requestId);
        if (request != null) {
            calls.waiting(request.toolUseId, false);
            sink.say(new StreamEvent.PermissionWithdrawn(requestId, reason));
        }
    }

    /// A turn has ended: only subagents still wait for answers.
    void turnEnded() {
        for (var request : Map.copyOf(pending).entrySet()) {
            if (calls.conversationOf(request.getValue().toolUseId).equals(StreamEvent.MAIN)) {
                withdrawn(request.getKey(), "the turn has ended");
            }
        }
    }

    void allWithdrawn(String reason) {
        for (var requestId : List.copyOf(pending.keySet())) {
            withdrawn(requestId, reason);
        }
    }

    /// A call that a person was asked about has its result: the answer was given.
    void settled(String toolUseId) {
        pending.values().removeIf(request -> request.toolUseId.equals(toolUseId));
    }
}
