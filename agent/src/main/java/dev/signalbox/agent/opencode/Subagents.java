package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.Subagent;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Subagents: sessions below ours that a call of the tool `task` started.
final class Subagents {
    private final EventSink sink;
    private final IdSource ids;
    private final Texts texts;
    private final ToolCalls calls;

    /// Those at work, by the call that waits for them.
    private final Map<String, Agent> open = new LinkedHashMap<>();

    private record Agent(String conversationId, Subagent block) {}

    Subagents(EventSink sink, IdSource ids, Texts texts, ToolCalls calls) {
        this.sink = sink;
        this.ids = ids;
        this.texts = texts;
        this.calls = calls;
    }

    /// A call of the tool `task`, which says which session it started once it has.
    void called(String conversationId, JsonNode part) {
        var state = part.path("state");
        var sessionId = NativeJson.string(state.path("metadata"), "sessionId");
        var toolUseId = NativeJson.string(part, "callID", "");
        if (sessionId == null
                || open.containsKey(toolUseId)
                || calls.byToolUse(toolUseId) == null) {
            return;
        }
        var given = state.get("input");
        var input = given == null || given.isNull() ? ProtocolJson.object() : given;
        var block =
                new Subagent(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        sessionId,
                        NativeJson.string(input, "subagent_type"),
                        input,
                        SubagentStatus.RUNNING,
                        null,
                        null,
                        toolUseId,
                        Map.of());
        open.put(toolUseId, new Agent(conversationId, block));
        sink.say(new StreamEvent.BlockStart(conversationId, block));
    }

    /// The call that started a subagent has its result, which is the subagent's too.
    void ended(ToolCalls.Ended call) {
        var agent = open.remove(call.toolUseId());
        if (agent != null) {
            end(agent, !call.isError(), call.output(), call.durationMs(), null);
        }
    }

    /// The turn is over: nothing waits for a subagent any more.
    void cutAll() {
        for (var toolUseId : List.copyOf(open.keySet())) {
            var agent = open.remove(toolUseId);
            if (agent != null) {
                end(agent, false, null, null, Incomplete.INTERRUPTED);
            }
        }
    }

    private void end(
            Agent agent,
            boolean isSuccess,
            @Nullable JsonNode output,
            @Nullable Long durationMs,
            @Nullable Incomplete incomplete) {
        var b = agent.block;
        texts.cut(b.subagentId());
        calls.cut(b.subagentId());
        if (sink.isOpen(b.id())) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            agent.conversationId,
                            new Subagent(
                                    b.id(),
                                    null,
                                    incomplete,
                                    b.subagentId(),
                                    b.name(),
                                    b.input(),
                                    isSuccess ? SubagentStatus.SUCCESS : SubagentStatus.ERROR,
                                    output,
                                    durationMs,
                                    b.toolUseId(),
                                    b.others())));
        }
    }
}
