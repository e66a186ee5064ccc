package dev.signalbox.agent.acp;

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

/// Subagents, of which ACP itself knows nothing. Claude's adapter says with each line of one which
/// call started it; the conversation has the id of that call.
final class Subagents {
    private final EventSink sink;
    private final IdSource ids;
    private final Calls calls;
    private final Texts texts;
    private final Map<String, Agent> byToolUse = new LinkedHashMap<>();

    /// A subagent: its block, the conversation that the block is in, and whether it goes on after
    /// its call has its result.
    private record Agent(String conversationId, Subagent block, boolean isBackground) {}

    Subagents(EventSink sink, IdSource ids, Calls calls, Texts texts) {
        this.sink = sink;
        this.ids = ids;
        this.calls = calls;
        this.texts = texts;
    }

    /// The conversation that a line belongs to. A subagent begins with its first line.
    String conversationOf(JsonNode line) {
        var parent = NativeJson.string(meta(line), "parentToolUseId");
        if (parent == null) {
            return StreamEvent.MAIN;
        }
        if (!byToolUse.containsKey(parent)) {
            begin(parent, false);
        }
        return parent;
    }

    private static JsonNode meta(JsonNode line) {
        return line.path("_meta").path("claudeCode");
    }

    /// Looks whether a line is about a call that starts a subagent. To be asked before the call
    /// itself takes the line.
    void beforeCall(String toolUseId, JsonNode line) {
        var response = meta(line).path("toolResponse");
        if (response.hasNonNull("agentId")) {
            begin(toolUseId, NativeJson.isTrue(response, "isAsync"));
        }
    }

    private void begin(String toolUseId, boolean isBackground) {
        var known = byToolUse.get(toolUseId);
        if (known != null) {
            byToolUse.put(
                    toolUseId,
                    new Agent(
                            known.conversationId, known.block, known.isBackground || isBackground));
            return;
        }
        var call = calls.open(toolUseId);
        var input = call == null ? ProtocolJson.object() : call.input();
        var block =
                new Subagent(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        toolUseId,
                        NativeJson.string(input, "subagent_type"),
                        input,
                        SubagentStatus.RUNNING,
                        null,
                        null,
                        toolUseId,
                        Map.of());
        var conversationId = call == null ? StreamEvent.MAIN : call.conversationId;
        byToolUse.put(toolUseId, new Agent(conversationId, block, isBackground));
        sink.say(new StreamEvent.BlockStart(conversationId, block));
    }

    /// A call has its result; it is the subagent's, too, unless that goes on in the background.
    void afterCall(Call call) {
        var agent = byToolUse.get(call.toolUseId);
        if (agent != null && !agent.isBackground && calls.hasEnded(call.toolUseId)) {
            end(agent, call.rawOutput, false);
        }
    }

    /// The turn has ended, and with it whatever worked for it: the agent answers only then.
    ///
    /// @param isCut it did not come to its own end
    void turnEnded(boolean isCut) {
        for (var agent : List.copyOf(byToolUse.values())) {
            end(agent, null, isCut);
        }
    }

    private void end(Agent agent, @Nullable JsonNode output, boolean isCut) {
        var b = agent.block;
        if (!sink.isOpen(b.id())) {
            return;
        }
        texts.close(b.subagentId());
        calls.endAllOf(b.subagentId());
        sink.say(
                new StreamEvent.BlockComplete(
                        agent.conversationId,
                        new Subagent(
                                b.id(),
                                null,
                                isCut ? Incomplete.INTERRUPTED : null,
                                b.subagentId(),
                                b.name(),
                                b.input(),
                                isCut ? SubagentStatus.ERROR : SubagentStatus.SUCCESS,
                                output,
                                null,
                                b.toolUseId(),
                                b.others())));
    }
}
