package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Codex's items that are tools, from their beginning to their result.
final class ToolItems {
    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Call> calls = new HashMap<>();

    /// A call that has no result yet.
    private static final class Call {
        final String conversationId;
        final String type;
        ToolUse block;

        /// The block of its result; null until it says something.
        @Nullable String resultId;

        final StringBuilder output = new StringBuilder();

        Call(String conversationId, String type, ToolUse block) {
            this.conversationId = conversationId;
            this.type = type;
            this.block = block;
        }
    }

    ToolItems(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// A call has begun. Its input is final, unless Codex says otherwise.
    void begin(String conversationId, JsonNode item) {
        var id = id(item);
        if (open(id) == null) {
            var block = block(ids.newId(IdSource.BLOCK), item, ToolStatus.RUNNING, Map.of());
            calls.put(id, new Call(conversationId, ItemShapes.type(item), block));
            sink.say(new StreamEvent.BlockStart(conversationId, block));
        }
    }

    /// A call that is no item of Codex's, such as a question.
    void begin(String conversationId, String id, String name, JsonNode input) {
        var block = new ToolUse(ids.newId(IdSource.BLOCK), name, id, input, ToolStatus.RUNNING);
        calls.put(id, new Call(conversationId, "", block));
        sink.say(new StreamEvent.BlockStart(conversationId, block));
    }

    private static String id(JsonNode item) {
        return NativeJson.string(item, "id", "");
    }

    /// The changes of files that a call is about have changed themselves.
    void changed(String itemId, JsonNode changes) {
        var call = open(itemId);
        if (call == null) {
            return;
        }
        var item = ProtocolJson.object().put("type", ItemShapes.FILES).put("id", itemId);
        item.set("changes", changes);
        var before = call.block;
        call.block = block(before.id(), item, before.status(), before.others());
        var updates = new LinkedHashMap<String, JsonNode>();
        updates.put("input", call.block.input());
        put(updates, "locations", call.block.locations());
        put(updates, "changes", call.block.changes());
        update(call, updates);
    }

    private static void put(Map<String, JsonNode> updates, String field, @Nullable Object value) {
        if (value != null) {
            updates.put(field, ProtocolJson.tree(value));
        }
    }

    /// More of a call's output. What comes after the end of its query is left out.
    void output(String itemId, String delta) {
        var call = open(itemId);
        if (call == null || delta.isEmpty()) {
            return;
        }
        var resultId = call.resultId;
        if (resultId == null) {
            resultId = ids.newId(IdSource.BLOCK);
            call.resultId = resultId;
            sink.say(
                    new StreamEvent.BlockStart(
                            call.conversationId,
                            new ToolResult(
                                    resultId,
                                    null,
                                    null,
                                    itemId,
                                    ProtocolJson.text(""),
                                    false,
                                    null,
                                    call.block.others())));
        }
        if (sink.isOpen(resultId)) {
            call.output.append(delta);
            sink.say(new StreamEvent.TextDelta(call.conversationId, resultId, delta));
        }
    }

    /// A person is asked about a call, or has answered.
    void waiting(String itemId, boolean isWaiting) {
        var call = open(itemId);
        if (call != null) {
            var status = isWaiting ? ToolStatus.WAITING : ToolStatus.RUNNING;
            call.block = call.block.withStatus(status);
            update(call, Map.of("status", ProtocolJson.text(status.wireName())));
        }
    }

    /// The commands of a conversation that still run, but for those that are meant to go on.
    Set<String> runningCommands(String conversationId) {
        var running = new LinkedHashSet<String>();
        for (var itemId : List.copyOf(calls.keySet())) {
            var call = open(itemId);
            if (call != null
                    && call.conversationId.equals(conversationId)
                    && call.type.equals(ItemShapes.COMMAND)
                    && call.block.others().isEmpty()) {
                running.add(itemId);
            }
        }
        return running;
    }

    /// A command goes on, perhaps after its query.
    void background(String itemId) {
        var call = open(itemId);
        if (call != null) {
            Map<String, JsonNode> others = Map.of("background", ProtocolJson.tree(true));
            call.block = call.block.withOthers(others);
            update(call, others);
            if (call.resultId != null && sink.isOpen(call.resultId)) {
                sink.say(new StreamEvent.BlockUpdate(call.conversationId, call.resultId, others));
            }
        }
    }

    /// A call has its result: a block of its own, and the end of the call's.
    void end(String conversationId, JsonNode item) {
        var itemId = id(item);
        boolean isCut = calls.containsKey(itemId) && open(itemId) == null;
        if (!isCut) {
            begin(conversationId, item); // Some come whole.
        }
        var call = calls.remove(itemId);
        if (call == null) {
            return;
        }
        boolean isSuccess = ItemShapes.isSuccess(item);
        if (!isCut) {
            var status = isSuccess ? ToolStatus.SUCCESS : ToolStatus.ERROR;
            complete(call, block(call.block.id(), item, status, call.block.others()));
        }
        var others = new LinkedHashMap<>(call.block.others());
        others.putAll(ItemOutput.others(item));
        result(call, itemId, ItemOutput.of(item), !isSuccess, ItemOutput.duration(item), others);
    }

    /// A call that is no item of Codex's has its result.
    void end(String id, JsonNode output, boolean isError) {
        var call = open(id);
        calls.remove(id);
        if (call != null) {
            var status = isError ? ToolStatus.ERROR : ToolStatus.SUCCESS;
            complete(call, call.block.withStatus(status));
            result(call, id, output, isError, null, call.block.others());
        }
    }

    private void result(
            Call call,
            String itemId,
            JsonNode output,
            boolean isError,
            @Nullable Long durationMs,
            Map<String, JsonNode> others) {
        var resultId = call.resultId;
        if (resultId != null && !sink.isOpen(resultId)) {
            return; // The end of its query completed it.
        }
        var block =
                new ToolResult(
                        resultId == null ? ids.newId(IdSource.BLOCK) : resultId,
                        null,
                        null,
                        itemId,
                        output,
                        isError,
                        durationMs,
                        others);
        sink.say(new StreamEvent.BlockComplete(call.conversationId, block));
    }

    /// Completes what a subagent that has ended leaves open.
    void endAllOf(String conversationId) {
        for (var itemId : List.copyOf(calls.keySet())) {
            var call = open(itemId);
            if (call == null || !call.conversationId.equals(conversationId)) {
                continue;
            }
            var block = call.block;
            complete(call, block.cut(Incomplete.INTERRUPTED));
            var resultId = call.resultId;
            if (resultId != null && sink.isOpen(resultId)) {
                var output = ProtocolJson.text(call.output.toString());
                sink.say(
                        new StreamEvent.BlockComplete(
                                conversationId,
                                new ToolResult(
                                        resultId,
                                        null,
                                        Incomplete.INTERRUPTED,
                                        itemId,
                                        output,
                                        true,
                                        null,
                                        block.others())));
            }
        }
    }

    private void complete(Call call, ToolUse block) {
        sink.say(new StreamEvent.BlockComplete(call.conversationId, block));
    }

    private void update(Call call, Map<String, JsonNode> changes) {
        sink.say(new StreamEvent.BlockUpdate(call.conversationId, call.block.id(), changes));
    }

    /// The block of an open call.
    @Nullable ToolUse block(String itemId) {
        var call = open(itemId);
        return call == null ? null : call.block;
    }

    /// The conversation that a call was made in; null for one that is not open.
    @Nullable String conversationOf(String itemId) {
        var call = open(itemId);
        return call == null ? null : call.conversationId;
    }

    /// The open call of a tool with this input, the latest one; null when there is none.
    @Nullable String find(String conversationId, String toolName, JsonNode input) {
        String found = null;
        for (var entry : calls.entrySet()) {
            var call = entry.getValue();
            if (sink.isOpen(call.block.id())
                    && call.conversationId.equals(conversationId)
                    && call.block.status() == ToolStatus.RUNNING
                    && call.block.toolName().equals(toolName)
                    && (input.isMissingNode() || call.block.input().equals(input))) {
                found = entry.getKey();
            }
        }
        return found;
    }

    private @Nullable Call open(String itemId) {
        var call = calls.get(itemId);
        return call != null && sink.isOpen(call.block.id()) ? call : null;
    }

    private static ToolUse block(
            String id, JsonNode item, ToolStatus status, Map<String, JsonNode> others) {
        return new ToolUse(
                id,
                null,
                null,
                ItemShapes.toolName(item),
                id(item),
                ItemShapes.input(item),
                status,
                ItemShapes.displayName(item),
                null,
                ItemShapes.kind(item),
                ItemShapes.locations(item),
                ItemShapes.changes(item),
                others);
    }
}
