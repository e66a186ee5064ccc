package dev.signalbox.agent.codex;

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
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Subagents: threads beside the main one, on the same connection. Each turn of such a thread is one
/// piece of work of that subagent, and may outlive the query that asked for it.
final class Subagents {
    private final EventSink sink;
    private final IdSource ids;
    private final ToolItems tools;
    private final Map<String, Order> orders = new HashMap<>();
    private final Map<String, Work> running = new HashMap<>();

    /// Who asked for a thread's work, and what for.
    ///
    /// @param conversationId of the one who asked
    private record Order(
            String conversationId,
            @Nullable String toolUseId,
            @Nullable String name,
            JsonNode input) {}

    /// Work that has begun.
    private static final class Work {
        final String conversationId;
        final Subagent block;
        final String queryId;
        String lastText = "";

        Work(String conversationId, Subagent block, String queryId) {
            this.conversationId = conversationId;
            this.block = block;
            this.queryId = queryId;
        }
    }

    Subagents(EventSink sink, IdSource ids, ToolItems tools) {
        this.sink = sink;
        this.ids = ids;
        this.tools = tools;
    }

    /// A thread beside the main one has shown up.
    void appeared(JsonNode thread) {
        var id = NativeJson.string(thread, "id", "");
        var nickname = NativeJson.string(thread, "agentNickname");
        var name = nickname == null ? NativeJson.string(thread, "agentRole") : nickname;
        var before = order(id);
        orders.put(
                id,
                new Order(
                        before.conversationId,
                        before.toolUseId,
                        name == null ? before.name : name,
                        before.input));
    }

    private Order order(String threadId) {
        var order = orders.get(threadId);
        return order == null
                ? new Order(StreamEvent.MAIN, null, null, ProtocolJson.object())
                : order;
    }

    /// A tool has dealt with other threads.
    ///
    /// @param conversationId of the one who called it
    void called(String conversationId, JsonNode item, String queryId) {
        var prompt = NativeJson.string(item, "prompt");
        var tool = NativeJson.string(item, "tool", "");
        for (var receiver : item.path("receiverThreadIds")) {
            var threadId = receiver.asString("");
            if (prompt != null) {
                var input = ProtocolJson.object().put("prompt", prompt);
                copy(item, input, "model");
                copy(item, input, "reasoningEffort");
                var name = order(threadId).name;
                var toolUseId = NativeJson.string(item, "id");
                orders.put(threadId, new Order(conversationId, toolUseId, name, input));
            }
            if (tool.equals("spawnAgent") && ItemShapes.isSuccess(item)) {
                begin(threadId, queryId);
            } else if (tool.equals("closeAgent")) {
                closed(threadId);
            }
        }
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        var value = NativeJson.string(from, field, "");
        if (!value.isEmpty()) {
            to.put(field, value);
        }
    }

    /// Work begins, unless it has begun.
    void begin(String threadId, String queryId) {
        if (running.containsKey(threadId)) {
            return;
        }
        var order = order(threadId);
        var block =
                new Subagent(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        threadId,
                        order.name,
                        order.input,
                        SubagentStatus.RUNNING,
                        null,
                        null,
                        order.toolUseId,
                        Map.of());
        running.put(threadId, new Work(order.conversationId, block, queryId));
        sink.say(new StreamEvent.BlockStart(order.conversationId, block));
    }

    /// A subagent has said something; the last text is what its work gives.
    void said(String threadId, String text) {
        var work = running.get(threadId);
        if (work != null) {
            work.lastText = text;
        }
    }

    /// The threads at work that a query began.
    List<String> begunBy(String queryId) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().queryId.equals(queryId))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// A turn of a subagent's thread has ended.
    void ended(String threadId, JsonNode turn) {
        var status = NativeJson.string(turn, "status", "");
        var error = turn.path("error");
        end(
                threadId,
                status.equals("completed") ? SubagentStatus.SUCCESS : SubagentStatus.ERROR,
                status.equals("interrupted") ? Incomplete.INTERRUPTED : null,
                error.isObject() ? Failures.message(error) : null,
                ItemOutput.duration(turn));
    }

    /// A subagent's thread is closed.
    void closed(String threadId) {
        end(threadId, SubagentStatus.ERROR, Incomplete.INTERRUPTED, null, null);
    }

    private void end(
            String threadId,
            SubagentStatus status,
            @Nullable Incomplete incomplete,
            @Nullable String failure,
            @Nullable Long durationMs) {
        var work = running.remove(threadId);
        if (work == null) {
            return;
        }
        if (status != SubagentStatus.SUCCESS) {
            tools.endAllOf(threadId);
        }
        var b = work.block;
        sink.say(
                new StreamEvent.BlockComplete(
                        work.conversationId,
                        new Subagent(
                                b.id(),
                                null,
                                incomplete,
                                threadId,
                                b.name(),
                                b.input(),
                                status,
                                ProtocolJson.text(failure == null ? work.lastText : failure),
                                durationMs,
                                b.toolUseId(),
                                b.others())));
    }
}
