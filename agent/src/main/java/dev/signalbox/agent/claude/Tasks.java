package dev.signalbox.agent.claude;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.Subagent;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/// Subagents, and tools that go on in the background.
///
/// A task is what Claude calls both. A subagent's blocks carry the id of the call that started it;
/// its conversation has the task's id.
final class Tasks {
    private final EventSink sink;
    private final IdSource ids;
    private final ToolCalls calls;
    private final Map<String, Agent> byToolUse = new HashMap<>();

    /// Subagents that have ended, for lines that come late.
    private final Map<String, String> endedByToolUse = new HashMap<>();

    private final Map<String, String> toolUseByTask = new HashMap<>();

    /// A subagent: its block, and the conversation that the block is in.
    private record Agent(String conversationId, Subagent block, boolean isBackground) {}

    Tasks(EventSink sink, IdSource ids, ToolCalls calls) {
        this.sink = sink;
        this.ids = ids;
        this.calls = calls;
    }

    /// The conversation that a native line belongs to. A subagent that nobody announced begins with
    /// its first line.
    String conversationOf(JsonNode line) {
        var parent = NativeJson.string(line, "parent_tool_use_id");
        if (parent == null) {
            return StreamEvent.MAIN;
        }
        var ended = endedByToolUse.get(parent);
        if (ended != null) {
            return ended;
        }
        var agent = byToolUse.get(parent);
        if (agent == null) {
            var id = NativeJson.string(line, "agent_id", parent);
            agent = begin(id, parent, NativeJson.string(line, "subagent_type"), line, false);
        }
        return agent.block.subagentId();
    }

    /// Whether a text is what the subagent of a conversation was told in the first place.
    boolean isPromptOf(String conversationId, String text) {
        return byToolUse.values().stream()
                .filter(agent -> agent.block.subagentId().equals(conversationId))
                .anyMatch(agent -> text.equals(NativeJson.string(agent.block.input(), "prompt")));
    }

    void started(JsonNode line) {
        var toolUseId = NativeJson.string(line, "tool_use_id");
        boolean isBackground = NativeJson.isTrue(line, "is_backgrounded");
        if (toolUseId == null) {
            sink.log(LogLevel.DEBUG, "a task that no call started", line);
            return;
        }
        var taskId = NativeJson.string(line, "task_id", toolUseId);
        toolUseByTask.put(taskId, toolUseId);
        if (isAgent(line)) {
            begin(taskId, toolUseId, NativeJson.string(line, "subagent_type"), line, isBackground);
        } else if (isBackground) {
            calls.background(toolUseId);
        }
    }

    private static boolean isAgent(JsonNode line) {
        return NativeJson.string(line, "task_type", "").endsWith("agent");
    }

    private Agent begin(
            String subagentId,
            String toolUseId,
            @Nullable String name,
            JsonNode line,
            boolean isBackground) {
        var input = calls.inputOf(toolUseId);
        var block =
                new Subagent(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        subagentId,
                        name,
                        input == null ? inputSaidBy(line) : input,
                        SubagentStatus.RUNNING,
                        null,
                        null,
                        toolUseId,
                        Map.of());
        var agent = new Agent(calls.conversationOf(toolUseId), block, isBackground);
        byToolUse.put(toolUseId, agent);
        endedByToolUse.remove(toolUseId);
        sink.say(new StreamEvent.BlockStart(agent.conversationId, block));
        return agent;
    }

    private static JsonNode inputSaidBy(JsonNode line) {
        var input = ProtocolJson.object();
        for (var field : new String[] {"description", "prompt", "subagent_type"}) {
            var value = NativeJson.string(line, field);
            if (value != null) {
                input.put(field, value);
            }
        }
        return input;
    }

    void updated(JsonNode line) {
        var toolUseId = toolUseByTask.get(NativeJson.string(line, "task_id", ""));
        if (toolUseId != null && NativeJson.isTrue(line.path("patch"), "is_backgrounded")) {
            var agent = byToolUse.get(toolUseId);
            if (agent == null) {
                calls.background(toolUseId);
            } else {
                byToolUse.put(toolUseId, new Agent(agent.conversationId, agent.block, true));
            }
        }
    }

    /// A task has ended. Claude starts a turn of its own about one in the background.
    void ended(JsonNode line) {
        var toolUseId = NativeJson.string(line, "tool_use_id", "");
        boolean isSuccess = NativeJson.string(line, "status", "").equals("completed");
        var summary = NativeJson.string(line, "summary", "");
        toolUseByTask.remove(NativeJson.string(line, "task_id", ""));
        if (byToolUse.containsKey(toolUseId)) {
            long duration = NativeJson.number(line.path("usage"), "duration_ms");
            end(toolUseId, isSuccess, ProtocolJson.text(summary), duration > 0 ? duration : null);
        } else if (calls.isBackground(toolUseId)) {
            var conversationId = calls.conversationOf(toolUseId);
            calls.end(toolUseId, isSuccess);
            sink.say(
                    new StreamEvent.BlockComplete(
                            conversationId,
                            new SystemNotice(ids.newId(IdSource.BLOCK), "notice", summary)));
        }
    }

    /// The call that started a subagent has its result; it is the subagent's, too, unless that goes
    /// on in the background.
    void called(String toolUseId, JsonNode output, boolean isError) {
        var agent = byToolUse.get(toolUseId);
        if (agent != null && (!agent.isBackground || isError)) {
            end(toolUseId, !isError, output, null);
        }
    }

    private void end(
            String toolUseId, boolean isSuccess, JsonNode output, @Nullable Long durationMs) {
        var agent = byToolUse.remove(toolUseId);
        if (agent == null) {
            return;
        }
        var b = agent.block;
        endedByToolUse.put(toolUseId, b.subagentId());
        calls.endAllOf(b.subagentId());
        sink.say(
                new StreamEvent.BlockComplete(
                        agent.conversationId,
                        new Subagent(
                                b.id(),
                                null,
                                null,
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
