package dev.signalbox.agent.acp;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What an agent asks a person before it acts, and the answers.
final class Permissions {
    private static final String ALLOW = "allow_once";
    private static final String ALLOW_ALWAYS = "allow_always";
    private static final String REJECT = "reject_once";
    private static final String PREFIX = "prm";

    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final Calls calls;
    private final BiConsumer<JsonNode, ObjectNode> reply;
    private final Map<String, Request> pending = new LinkedHashMap<>();
    private PermissionPolicy policy = PermissionPolicy.ASK;

    /// One way to answer.
    ///
    /// @param id ours
    /// @param nativeId the agent's
    private record Choice(String id, String kind, String nativeId, String label) {}

    private record Request(JsonNode rpcId, Call call, List<Choice> choices) {}

    Permissions(
            EventSink sink,
            IdSource ids,
            Turns turns,
            Calls calls,
            BiConsumer<JsonNode, ObjectNode> reply) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.calls = calls;
        this.reply = reply;
    }

    void policy(PermissionPolicy now) {
        policy = now;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /// The agent asks about a call.
    void requested(JsonNode rpcId, Call call, JsonNode params) {
        var request = new Request(rpcId, call, choices(params.path("options")));
        switch (policy.decide(call.kind())) {
            case ALLOW -> {
                calls.become(call, ToolStatus.RUNNING);
                choose(request, nativeChoice(request, ALLOW));
            }
            case REJECT -> {
                sink.log(
                        LogLevel.INFO,
                        "rejected, for permissionMode is readOnly: " + rule(call),
                        null);
                call.isRejected = true;
                choose(request, nativeChoice(request, REJECT));
            }
            case ASK -> ask(request);
        }
    }

    private void ask(Request request) {
        var call = request.call;
        var requestId = ids.newId(PREFIX);
        pending.put(requestId, request);
        calls.become(call, ToolStatus.WAITING);
        sink.say(
                new StreamEvent.PermissionRequested(
                        requestId,
                        turns.lastQueryId(),
                        PermissionKind.PERMISSION,
                        call.toolUseId,
                        call.name(),
                        call.input(),
                        call.title(),
                        request.choices.stream()
                                .map(one -> new PermissionOption(one.id, one.kind, one.label))
                                .toList(),
                        null,
                        rule(call),
                        Map.of()));
    }

    /// What an answer for the whole session covers: the same tool on the same thing. What an agent
    /// itself would take it for, ACP does not tell.
    private static String rule(Call call) {
        return call.name() + "(" + call.subject() + ")";
    }

    private static List<Choice> choices(JsonNode options) {
        var choices = new ArrayList<Choice>();
        var kinds = new HashSet<String>();
        for (var option : options) {
            var nativeId = NativeJson.string(option, "optionId", "");
            var kind = NativeJson.string(option, "kind", nativeId);
            var id = kinds.add(kind) ? kind : nativeId;
            choices.add(new Choice(id, kind, nativeId, NativeJson.string(option, "name", kind)));
        }
        return choices;
    }

    /// Passes a person's answer on; one for a request that does not wait is left out.
    void answered(RunnerCommand.AnswerPermission answer) {
        var request = pending.remove(answer.requestId());
        if (request == null) {
            return;
        }
        boolean isReject = answer.optionId().startsWith("reject");
        request.call.isRejected = isReject;
        calls.become(request.call, isReject ? request.call.status : ToolStatus.RUNNING);
        choose(request, nativeChoice(request, answer.optionId()));
    }

    /// The agent's own option for one of ours. An answer for the whole session is given once: the
    /// server remembers it, and gives it again, until it is revoked.
    private static @Nullable String nativeChoice(Request request, String optionId) {
        var chosen = byId(request, optionId);
        if (optionId.equals(ALLOW_ALWAYS) || (chosen != null && chosen.kind.equals(ALLOW_ALWAYS))) {
            var once = byId(request, ALLOW);
            chosen = once == null ? chosen : once;
        }
        if (chosen == null) {
            var sense = optionId.startsWith("reject") ? "reject" : "allow";
            chosen =
                    request.choices.stream()
                            .filter(choice -> choice.kind.startsWith(sense))
                            .findFirst()
                            .orElse(null);
        }
        return chosen == null ? null : chosen.nativeId;
    }

    private static @Nullable Choice byId(Request request, String optionId) {
        return request.choices.stream()
                .filter(choice -> choice.id.equals(optionId))
                .findFirst()
                .orElse(null);
    }

    /// @param nativeId null for an agent that offers nothing of the kind: then it is not to go on
    private void choose(Request request, @Nullable String nativeId) {
        var outcome = ProtocolJson.object();
        if (nativeId == null) {
            outcome.put("outcome", "cancelled");
        } else {
            outcome.put("outcome", "selected").put("optionId", nativeId);
        }
        var result = ProtocolJson.object();
        result.set("outcome", outcome);
        reply.accept(request.rpcId, result);
    }

    /// A call that a person was asked about has its result: the answer was given.
    void settled(String toolUseId) {
        pending.values().removeIf(request -> request.call.toolUseId.equals(toolUseId));
    }

    /// Nobody waits for an answer any longer; the agent is told so.
    void cancelAll(String reason) {
        for (var requestId : List.copyOf(pending.keySet())) {
            var request = pending.remove(requestId);
            if (request != null) {
                choose(request, null);
                sink.say(new StreamEvent.PermissionWithdrawn(requestId, reason));
            }
        }
    }
}
