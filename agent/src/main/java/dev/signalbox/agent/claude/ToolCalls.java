package dev.signalbox.agent.claude;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tool calls from their first word to their result.
final class ToolCalls {
    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Call> open = new HashMap<>();

    /// A call whose block is open.
    ///
    /// @param since when its input was final, as Claude's clock says
    /// @param isBackground it goes on after its first result
    private record Call(
            String conversationId, ToolUse block, @Nullable Instant since, boolean isBackground) {}

    ToolCalls(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// The model has begun to write a call.
    void begin(String conversationId, JsonNode content) {
        var block = block(content, ToolStatus.PENDING, null);
        open.put(block.toolUseId(), new Call(conversationId, block, null, false));
        sink.say(new StreamEvent.BlockStart(conversationId, block));
    }

    /// The input is final; the call runs unless somebody is asked first.
    ///
    /// @param line the native line that says so
    void run(String conversationId, JsonNode content, JsonNode line) {
        var toolUseId = NativeJson.string(content, "id", "");
        var since = NativeJson.timestamp(line);
        var call = open(toolUseId);
        if (call == null) {
            var block = block(content, ToolStatus.RUNNING, displayName(line, toolUseId));
            open.put(toolUseId, new Call(conversationId, block, since, false));
            sink.say(new StreamEvent.BlockStart(conversationId, block));
            return;
        }
        var block = filled(call.block, content, ToolStatus.RUNNING, displayName(line, toolUseId));
        var changes = new LinkedHashMap<String, JsonNode>();
        changes.put("input", block.input());
        changes.put("status", status(ToolStatus.RUNNING));
        put(changes, "displayName", block.displayName());
        put(changes, "description", block.description());
        put(changes, "locations", block.locations());
        put(changes, "changes", block.changes());
        open.put(toolUseId, new Call(call.conversationId, block, since, call.isBackground));
        update(call, changes);
    }

    private static void put(Map<String, JsonNode> changes, String field, @Nullable Object value) {
        if (value != null) {
            changes.put(field, ProtocolJson.tree(value));
        }
    }

    private static JsonNode status(ToolStatus status) {
        return ProtocolJson.text(status.wireName());
    }

    /// A person is asked about a call, or has answered.
    void waiting(String toolUseId, boolean isWaiting) {
        var call = open(toolUseId);
        if (call != null) {
            var status = isWaiting ? ToolStatus.WAITING : ToolStatus.RUNNING;
            open.put(
                    toolUseId,
                    new Call(
                            call.conversationId,
                            call.block.withStatus(status),
                            call.since,
                            call.isBackground));
            update(call, Map.of("status", status(status)));
        }
    }

    /// A call goes on in the background, after its result and perhaps after its query.
    void background(String toolUseId) {
        var call = open(toolUseId);
        if (call != null && !call.isBackground) {
            var others = Map.of("background", ProtocolJson.tree(true));
            open.put(
                    toolUseId,
                    new Call(call.conversationId, call.block.withOthers(others), call.since, true));
            update(call, others);
        }
    }

    boolean isBackground(String toolUseId) {
        var call = open(toolUseId);
        return call != null && call.isBackground;
    }

    /// The result of a call has come: a block of its own, and the end of the call's.
    void result(String conversationId, JsonNode item, JsonNode line) {
        var toolUseId = NativeJson.string(item, "tool_use_id", "");
        boolean isError = NativeJson.isTrue(item, "is_error");
        var call = open(toolUseId);
        if (call != null && !call.isBackground) {
            end(toolUseId, !isError);
        }
        sink.say(
                new StreamEvent.BlockComplete(
                        call == null ? conversationId : call.conversationId,
                        new ConversationBlock.ToolResult(
                                ids.newId(IdSource.BLOCK),
                                null,
                                null,
                                toolUseId,
                                ToolOutput.of(item.get("content")),
                                isError,
                                duration(call, NativeJson.timestamp(line)),
                                Map.of())));
    }

    private static @Nullable Long duration(@Nullable Call call, @Nullable Instant until) {
        if (call == null || call.since == null || until == null || until.isBefore(call.since)) {
            return null;
        }
        return Duration.between(call.since, until).toMillis();
    }

    /// Completes a call that has come to its end.
    void end(String toolUseId, boolean isSuccess) {
        var call = open(toolUseId);
        open.remove(toolUseId);
        if (call != null) {
            var status = isSuccess ? ToolStatus.SUCCESS : ToolStatus.ERROR;
            complete(call, call.block.withStatus(status));
        }
    }

    /// Takes back a call that the model began and will begin again.
    void withdraw(String toolUseId) {
        var call = open(toolUseId);
        open.remove(toolUseId);
        if (call != null) {
            complete(call, call.block.cut(Incomplete.WITHDRAWN));
        }
    }

    /// Completes the calls of a subagent that has ended.
    void endAllOf(String conversationId) {
        var ended =
                open.entrySet().stream()
                        .filter(entry -> entry.getValue().conversationId.equals(conversationId))
                        .map(Map.Entry::getKey)
                        .toList();
        for (var toolUseId : ended) {
            var call = open(toolUseId);
            open.remove(toolUseId);
            if (call != null) {
                complete(call, call.block.cut(Incomplete.INTERRUPTED));
            }
        }
    }

    private void complete(Call call, ToolUse block) {
        sink.say(new StreamEvent.BlockComplete(call.conversationId, block));
    }

    private void update(Call call, Map<String, JsonNode> changes) {
        sink.say(new StreamEvent.BlockUpdate(call.conversationId, call.block.id(), changes));
    }

    /// The conversation that a call was made in; the main one for a call that is not open.
    String conversationOf(String toolUseId) {
        var call = open(toolUseId);
        return call == null ? StreamEvent.MAIN : call.conversationId;
    }

    /// The input of an open call.
    @Nullable JsonNode inputOf(String toolUseId) {
        var call = open(toolUseId);
        return call == null ? null : call.block.input();
    }

    private @Nullable Call open(String toolUseId) {
        var call = open.get(toolUseId);
        if (call != null && !sink.isOpen(call.block.id())) {
            open.remove(toolUseId); // The end of a query completed it.
            return null;
        }
        return call;
    }

    private ToolUse block(JsonNode content, ToolStatus status, @Nullable String displayName) {
        var name = NativeJson.string(content, "name", "unknown");
        var empty =
                new ToolUse(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        name,
                        NativeJson.string(content, "id", ""),
                        ProtocolJson.object(),
                        status,
                        null,
                        null,
                        ToolShapes.kind(name),
                        null,
                        null,
                        Map.of());
        return filled(empty, content, status, displayName);
    }

    private static ToolUse filled(
            ToolUse block, JsonNode content, ToolStatus status, @Nullable String displayName) {
        var given = content.get("input");
        var input = given == null || given.isNull() ? ProtocolJson.object() : given;
        return new ToolUse(
                block.id(),
                null,
                null,
                block.toolName(),
                block.toolUseId(),
                input,
                status,
                displayName,
                NativeJson.string(input, "description"),
                block.kind(),
                ToolShapes.locations(input),
                ToolShapes.changes(block.toolName(), input),
                block.others());
    }

    private static @Nullable String displayName(JsonNode line, String toolUseId) {
        for (var meta : line.path("tool_use_meta")) {
            if (toolUseId.equals(NativeJson.string(meta, "id"))) {
                return NativeJson.string(meta, "display_name");
            }
        }
        return null;
    }
}
