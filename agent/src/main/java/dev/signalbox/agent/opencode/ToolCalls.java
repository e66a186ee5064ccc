package dev.signalbox.agent.opencode;

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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tool calls from their first word to their result. OpenCode says the whole part anew with each
/// change.
final class ToolCalls {
    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Call> open = new LinkedHashMap<>();
    private final Recent<Boolean> closed = new Recent<>();

    /// How a call ended.
    record Ended(String toolUseId, JsonNode output, boolean isError, @Nullable Long durationMs) {}

    ToolCalls(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// A part of type `tool`.
    ///
    /// @return how it ended; null when it has not, or had before
    @Nullable Ended updated(String conversationId, JsonNode part) {
        var partId = NativeJson.string(part, "id", "");
        if (closed.has(partId)) {
            return null;
        }
        var state = part.path("state");
        var status = NativeJson.string(state, "status", "");
        var call = open.get(partId);
        if (call == null) {
            call = new Call(conversationId, block(part, statusOf(status)));
            open.put(partId, call);
            sink.say(new StreamEvent.BlockStart(conversationId, call.block));
        } else {
            changed(call, part, statusOf(status));
        }
        return switch (status) {
            case "running" -> {
                stream(call, NativeJson.string(state.path("metadata"), "output", ""));
                yield null;
            }
            case "completed" -> ended(partId, call, state, isFailed(state));
            case "error" -> ended(partId, call, state, true);
            default -> null;
        };
    }

    private static ToolStatus statusOf(String status) {
        return status.equals("pending") ? ToolStatus.PENDING : ToolStatus.RUNNING;
    }

    /// A command that fails is `completed` to OpenCode; one that was cut has no exit code.
    private static boolean isFailed(JsonNode state) {
        var exit = state.path("metadata").get("exit");
        return exit != null && !(exit.isNumber() && NativeJson.real(exit) == 0);
    }

    private static boolean isCut(JsonNode state) {
        var metadata = state.path("metadata");
        var exit = metadata.get("exit");
        return NativeJson.isTrue(metadata, "interrupted") || (exit != null && exit.isNull());
    }

    private void changed(Call call, JsonNode part, ToolStatus status) {
        var before = call.block;
        var now = filled(before, part, status);
        call.block = now;
        var changes = new LinkedHashMap<String, JsonNode>();
        put(changes, "input", before.input(), now.input());
        put(changes, "displayName", before.displayName(), now.displayName());
        put(changes, "description", before.description(), now.description());
        put(changes, "locations", before.locations(), now.locations());
        put(changes, "changes", before.changes(), now.changes());
        if (before.status() != status && !call.isWaiting) {
            changes.put("status", ProtocolJson.text(status.wireName()));
        }
        update(call, changes);
    }

    private static void put(
            Map<String, JsonNode> changes,
            String field,
            @Nullable Object before,
            @Nullable Object now) {
        if (now != null && !now.equals(before)) {
            changes.put(field, ProtocolJson.tree(now));
        }
    }

    /// The output so far, of which the beginning is left out when it is long.
    private void stream(Call call, String output) {
        var said = call.output.toString();
        if (output.length() <= said.length() || !output.startsWith(said)) {
            return; // The whole comes with the end.
        }
        var resultId = call.resultId;
        if (resultId == null) {
            resultId = ids.newId(IdSource.BLOCK);
            call.resultId = resultId;
            sink.say(
                    new StreamEvent.BlockStart(
                            call.conversationId,
                            new ToolResult(
                                    resultId, call.toolUseId(), ProtocolJson.text(""), false)));
        }
        var delta = output.substring(said.length());
        call.output.append(delta);
        if (sink.isOpen(resultId)) {
            sink.say(new StreamEvent.TextDelta(call.conversationId, resultId, delta));
        }
    }

    private Ended ended(String partId, Call call, JsonNode state, boolean isError) {
        var ended = new Ended(call.toolUseId(), ToolOutput.of(state), isError, duration(state));
        close(partId);
        boolean isCut = isCut(state);
        if (sink.isOpen(call.block.id())) {
            var status = isError ? ToolStatus.ERROR : ToolStatus.SUCCESS;
            complete(
                    call,
                    isCut ? call.block.cut(Incomplete.INTERRUPTED) : call.block.withStatus(status));
        }
        var resultId = call.resultId == null ? ids.newId(IdSource.BLOCK) : call.resultId;
        if (call.resultId == null || sink.isOpen(resultId)) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            call.conversationId,
                            new ToolResult(
                                    resultId,
                                    null,
                                    null,
                                    call.toolUseId(),
                                    ended.output,
                                    isError,
                                    ended.durationMs,
                                    Map.of())));
        }
        return ended;
    }

    private static @Nullable Long duration(JsonNode state) {
        long start = NativeJson.number(state.path("time"), "start");
        long end = NativeJson.number(state.path("time"), "end");
        return start > 0 && end >= start ? end - start : null;
    }

    /// A person is asked about a call, or has answered.
    void waiting(String toolUseId, boolean isWaiting) {
        var call = byToolUse(toolUseId);
        if (call != null && call.isWaiting != isWaiting) {
            call.isWaiting = isWaiting;
            if (!isWaiting && call.block.status() == ToolStatus.PENDING) {
                call.block = call.block.withStatus(ToolStatus.RUNNING);
            }
            update(call, Map.of("status", ProtocolJson.text(call.status().wireName())));
        }
    }

    /// The open call of that id, the latest if OpenCode's provider uses it twice.
    @Nullable Call byToolUse(String toolUseId) {
        Call found = null;
        for (var call : open.values()) {
            if (call.toolUseId().equals(toolUseId)) {
                found = call;
            }
        }
        return found;
    }

    /// Takes back calls that the model had not finished writing: it writes them again.
    void withdraw(String conversationId) {
        end(conversationId, false, Incomplete.WITHDRAWN);
    }

    /// Completes what is open in a conversation that has come to its end.
    void cut(String conversationId) {
        end(conversationId, true, Incomplete.INTERRUPTED);
    }

    void removed(String partId) {
        var call = open.get(partId);
        if (call != null) {
            end(partId, call, Incomplete.WITHDRAWN);
        }
    }

    private void end(String conversationId, boolean isRunningToo, Incomplete why) {
        for (var partId : List.copyOf(open.keySet())) {
            var call = open.get(partId);
            if (call != null
                    && call.conversationId.equals(conversationId)
                    && (isRunningToo || call.status() == ToolStatus.PENDING)) {
                end(partId, call, why);
            }
        }
    }

    private void end(String partId, Call call, Incomplete why) {
        close(partId);
        if (sink.isOpen(call.block.id())) {
            complete(call, call.block.cut(why));
        }
        var resultId = call.resultId;
        if (resultId != null && sink.isOpen(resultId)) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            call.conversationId,
                            new ToolResult(
                                    resultId,
                                    null,
                                    why,
                                    call.toolUseId(),
                                    ProtocolJson.text(call.output.toString()),
                                    true,
                                    null,
                                    Map.of())));
        }
    }

    private void close(String partId) {
        open.remove(partId);
        closed.put(partId, true);
    }

    private void complete(Call call, ToolUse block) {
        sink.say(new StreamEvent.BlockComplete(call.conversationId, block));
    }

    private void update(Call call, Map<String, JsonNode> changes) {
        if (!changes.isEmpty() && sink.isOpen(call.block.id())) {
            sink.say(new StreamEvent.BlockUpdate(call.conversationId, call.block.id(), changes));
        }
    }

    private ToolUse block(JsonNode part, ToolStatus status) {
        var name = NativeJson.string(part, "tool", "unknown");
        var empty =
                new ToolUse(
                        ids.newId(IdSource.BLOCK),
                        null,
                        null,
                        name,
                        NativeJson.string(part, "callID", NativeJson.string(part, "id", "")),
                        ProtocolJson.object(),
                        status,
                        null,
                        null,
                        ToolShapes.kind(name),
                        null,
                        null,
                        Map.of());
        return filled(empty, part, status);
    }

    private static ToolUse filled(ToolUse block, JsonNode part, ToolStatus status) {
        var state = part.path("state");
        var given = state.get("input");
        var input = given == null || given.isNull() ? block.input() : given;
        var title = NativeJson.string(state, "title", "");
        var description = NativeJson.string(input, "description");
        return new ToolUse(
                block.id(),
                null,
                null,
                block.toolName(),
                block.toolUseId(),
                input,
                status,
                title.isBlank() ? block.displayName() : title,
                description,
                block.kind(),
                ToolShapes.locations(input),
                ToolShapes.changes(block.toolName(), input),
                block.others());
    }
}
