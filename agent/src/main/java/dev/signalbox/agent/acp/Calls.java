package dev.signalbox.agent.acp;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tool calls from their first word to their result.
final class Calls {
    private static final String REJECTED = "The user rejected this tool call.";

    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Call> open = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();

    Calls(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// Whether a line tells of a call that has ended, so that it comes too late.
    boolean hasEnded(String toolUseId) {
        return ended.contains(toolUseId) && open(toolUseId) == null;
    }

    /// A line tells of a call; the first one begins it, whatever it calls itself.
    Call told(String conversationId, JsonNode line) {
        var call = learned(conversationId, line, false);
        streamed(call, line);
        switch (NativeJson.string(line, "status", "")) {
            case "in_progress" -> become(call, ToolStatus.RUNNING);
            case "completed" -> end(call, !ToolContent.isFailedCommand(call.rawOutput), line);
            case "failed" -> end(call, false, line);
            default -> {}
        }
        return call;
    }

    /// The agent asks about a call, of which it may have told nothing before.
    Call asked(String conversationId, JsonNode line) {
        return learned(conversationId, line, true);
    }

    private Call learned(String conversationId, JsonNode line, boolean isRequest) {
        var known = open(NativeJson.string(line, "toolCallId", ""));
        if (known == null) {
            var call = new Call(conversationId, ids.newId(IdSource.BLOCK), line);
            call.learn(line, isRequest);
            open.put(call.toolUseId, call);
            sink.say(new StreamEvent.BlockStart(conversationId, call.block()));
            return call;
        }
        var before = ProtocolJson.tree(known.block());
        known.learn(line, isRequest);
        changed(known, before);
        return known;
    }

    void become(Call call, ToolStatus status) {
        if (call.status != status && sink.isOpen(call.blockId)) {
            var before = ProtocolJson.tree(call.block());
            call.status = status;
            changed(call, before);
        }
    }

    private void changed(Call call, JsonNode before) {
        var updates = new LinkedHashMap<String, JsonNode>();
        for (var field : ProtocolJson.tree(call.block()).properties()) {
            if (!field.getValue().equals(before.get(field.getKey()))) {
                updates.put(field.getKey(), field.getValue());
            }
        }
        if (!updates.isEmpty()) {
            sink.say(new StreamEvent.BlockUpdate(call.conversationId, call.blockId, updates));
        }
    }

    /// What a call has printed so far: a piece of it, or all of it each time.
    private void streamed(Call call, JsonNode line) {
        var piece = NativeJson.string(line.path("_meta").path("terminal_output_delta"), "data");
        if (piece != null) {
            output(call, piece);
        } else if (NativeJson.string(line, "status", "").equals("in_progress")
                && call.isCommand()) {
            var all = ToolContent.text(line.path("content"));
            if (all.length() > call.streamed.length() && all.startsWith(call.streamed.toString())) {
                output(call, all.substring(call.streamed.length()));
            }
        }
    }

    private void output(Call call, String piece) {
        if (piece.isEmpty()) {
            return;
        }
        become(call, ToolStatus.RUNNING);
        if (call.resultId == null) {
            call.resultId = ids.newId(IdSource.BLOCK);
            sink.say(
                    new StreamEvent.BlockStart(
                            call.conversationId,
                            new ToolResult(
                                    call.resultId, call.toolUseId, ProtocolJson.text(""), false)));
        }
        call.streamed.append(piece);
        sink.say(new StreamEvent.TextDelta(call.conversationId, call.resultId, piece));
    }

    private void end(Call call, boolean isSuccess, JsonNode line) {
        become(call, call.status == ToolStatus.PENDING ? ToolStatus.RUNNING : call.status);
        complete(
                call,
                isSuccess,
                ToolContent.output(
                        call.rawOutput,
                        ToolContent.text(line.path("content")),
                        call.streamed.toString()));
    }

    private void complete(Call call, boolean isSuccess, JsonNode output) {
        open.remove(call.toolUseId);
        ended.add(call.toolUseId);
        call.status = isSuccess ? ToolStatus.SUCCESS : ToolStatus.ERROR;
        sink.say(new StreamEvent.BlockComplete(call.conversationId, call.block()));
        var resultId = call.resultId == null ? ids.newId(IdSource.BLOCK) : call.resultId;
        sink.say(
                new StreamEvent.BlockComplete(
                        call.conversationId,
                        new ToolResult(resultId, call.toolUseId, output, !isSuccess)));
    }

    /// The agent goes on: calls that somebody said no to, and of which it says nothing more, are
    /// over.
    void settleRejected() {
        for (var call : List.copyOf(open.values())) {
            if (call.isRejected && open(call.toolUseId) != null) {
                complete(call, false, ProtocolJson.text(REJECTED));
            }
        }
    }

    /// A line came for a call that has ended.
    void late(JsonNode line) {
        sink.log(LogLevel.DEBUG, "news of a tool call that has ended", line);
    }

    /// An open call; null when there is none of that id.
    @Nullable Call open(String toolUseId) {
        var call = open.get(toolUseId);
        if (call != null && !sink.isOpen(call.blockId)) {
            open.remove(toolUseId); // The end of a query completed it.
            ended.add(toolUseId);
            return null;
        }
        return call;
    }

    /// Whether a command runs.
    boolean hasCommand() {
        return openCalls().stream().anyMatch(Call::isCommand);
    }

    boolean isEmpty() {
        return openCalls().isEmpty();
    }

    private List<Call> openCalls() {
        var calls = new ArrayList<Call>();
        for (var toolUseId : List.copyOf(open.keySet())) {
            var call = open(toolUseId);
            if (call != null) {
                calls.add(call);
            }
        }
        return calls;
    }

    /// Completes the calls of a subagent that has ended.
    void endAllOf(String conversationId) {
        for (var call : openCalls()) {
            if (call.conversationId.equals(conversationId)) {
                complete(call, false, ProtocolJson.text(call.streamed.toString()));
            }
        }
    }
}
