package dev.signalbox.agent.claude;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.Plan;
import dev.signalbox.protocol.ConversationBlock.Thinking;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The model's messages: streamed piece by piece, and then said again as a whole, block by block.
///
/// The whole (`assistant`) comes before the block's `content_block_stop` and has the last word. A
/// block without it was cut off, and the model will write it again.
final class Messages {
    private final EventSink sink;
    private final IdSource ids;
    private final ToolCalls calls;
    private final Map<String, Draft> drafts = new HashMap<>();

    /// What is streamed of one message.
    private static final class Draft {
        @Nullable String model;
        final List<Piece> texts = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
    }

    /// A text or a thought that is being streamed.
    private record Piece(String id, long index, boolean isThinking, StringBuilder text) {}

    Messages(EventSink sink, IdSource ids, ToolCalls calls) {
        this.sink = sink;
        this.ids = ids;
        this.calls = calls;
    }

    /// An event of the model's own stream.
    void streamed(String conversationId, JsonNode event) {
        switch (NativeJson.string(event, "type", "")) {
            case "message_start" -> {
                withdraw(conversationId);
                var draft = new Draft();
                draft.model = NativeJson.string(event.path("message"), "model");
                drafts.put(conversationId, draft);
            }
            case "content_block_start" ->
                    begin(
                            conversationId,
                            NativeJson.number(event, "index"),
                            event.path("content_block"));
            case "content_block_delta" ->
                    append(conversationId, NativeJson.number(event, "index"), event.path("delta"));
            case "content_block_stop", "message_delta", "message_stop", "ping" -> {}
            default -> sink.log(LogLevel.DEBUG, "an unknown event of the model's stream", event);
        }
    }

    private Draft draft(String conversationId) {
        return drafts.computeIfAbsent(conversationId, _ -> new Draft());
    }

    private void begin(String conversationId, long index, JsonNode content) {
        var draft = draft(conversationId);
        switch (NativeJson.string(content, "type", "")) {
            case "text" -> begin(conversationId, draft, index, false, content);
            case "thinking", "redacted_thinking" ->
                    begin(conversationId, draft, index, true, content);
            case "tool_use", "server_tool_use", "mcp_tool_use" -> {
                draft.calls.add(NativeJson.string(content, "id", ""));
                calls.begin(conversationId, content);
            }
            default -> {} // Said as a whole by the line that follows.
        }
    }

    private void begin(
            String conversationId, Draft draft, long index, boolean isThinking, JsonNode content) {
        var text = NativeJson.string(content, isThinking ? "thinking" : "text", "");
        var piece =
                new Piece(ids.newId(IdSource.BLOCK), index, isThinking, new StringBuilder(text));
        draft.texts.add(piece);
        sink.say(new StreamEvent.BlockStart(conversationId, block(piece, text, draft.model, null)));
    }

    private void append(String conversationId, long index, JsonNode delta) {
        var text =
                switch (NativeJson.string(delta, "type", "")) {
                    case "text_delta" -> NativeJson.string(delta, "text", "");
                    case "thinking_delta" -> NativeJson.string(delta, "thinking", "");
                    // The input comes whole with the line that follows.
                    case "input_json_delta", "signature_delta", "citations_delta" -> "";
                    default -> {
                        sink.log(LogLevel.DEBUG, "an unknown delta of the model's stream", delta);
                        yield "";
                    }
                };
        if (text.isEmpty()) {
            return;
        }
        for (var piece : draft(conversationId).texts) {
            if (piece.index == index) {
                piece.text.append(text);
                sink.say(new StreamEvent.TextDelta(conversationId, piece.id, text));
            }
        }
    }

    /// A part of a message, whole.
    ///
    /// @param line the native line that it came in
    /// @return whether it was something to say
    boolean whole(String conversationId, JsonNode content, JsonNode line) {
        switch (NativeJson.string(content, "type", "")) {
            case "text" -> text(conversationId, false, content, line);
            case "thinking", "redacted_thinking" -> text(conversationId, true, content, line);
            case "tool_use", "server_tool_use", "mcp_tool_use" -> {
                draft(conversationId).calls.remove(NativeJson.string(content, "id", ""));
                calls.run(conversationId, content, line);
                plan(conversationId, content);
            }
            default -> {
                if (!content.has("tool_use_id")) {
                    sink.log(LogLevel.DEBUG, "an unknown part of a message", content);
                    return false;
                }
                calls.result(conversationId, content, line);
            }
        }
        return true;
    }

    private void text(String conversationId, boolean isThinking, JsonNode content, JsonNode line) {
        var whole = NativeJson.string(content, isThinking ? "thinking" : "text", "");
        var model = NativeJson.string(line.path("message"), "model");
        var incomplete = NativeJson.isTrue(line, "aborted") ? Incomplete.INTERRUPTED : null;
        var piece = take(draft(conversationId), isThinking);
        if (piece != null) {
            var streamed = piece.text.toString();
            if (whole.isEmpty() || whole.startsWith(streamed)) {
                var rest = whole.isEmpty() ? "" : whole.substring(streamed.length());
                if (!rest.isEmpty()) {
                    sink.say(new StreamEvent.TextDelta(conversationId, piece.id, rest));
                }
                complete(conversationId, block(piece, streamed + rest, model, incomplete));
                return;
            }
            complete(conversationId, block(piece, streamed, model, Incomplete.WITHDRAWN));
        }
        if (!whole.isEmpty()) {
            var fresh = new Piece(ids.newId(IdSource.BLOCK), 0, isThinking, new StringBuilder());
            complete(conversationId, block(fresh, whole, model, incomplete));
        }
    }

    /// The oldest piece of a kind that is still streamed.
    private static @Nullable Piece take(Draft draft, boolean isThinking) {
        for (var piece : draft.texts) {
            if (piece.isThinking == isThinking) {
                draft.texts.remove(piece);
                return piece;
            }
        }
        return null;
    }

    private void plan(String conversationId, JsonNode content) {
        var todos = content.path("input").path("todos");
        if (!NativeJson.string(content, "name", "").equals("TodoWrite") || !todos.isArray()) {
            return;
        }
        var entries = new ArrayList<Plan.Entry>();
        for (var todo : todos) {
            entries.add(
                    new Plan.Entry(
                            NativeJson.string(todo, "content", ""),
                            NativeJson.string(todo, "status", "pending"),
                            NativeJson.string(todo, "priority"),
                            Map.of()));
        }
        complete(
                conversationId, new Plan(ids.newId(IdSource.BLOCK), null, null, entries, Map.of()));
    }

    /// Takes back what was streamed and never said as a whole: the model writes it again.
    void withdraw(String conversationId) {
        var draft = drafts.remove(conversationId);
        if (draft != null) {
            for (var piece : draft.texts) {
                var text = piece.text.toString();
                complete(conversationId, block(piece, text, draft.model, Incomplete.WITHDRAWN));
            }
            draft.calls.forEach(calls::withdraw);
        }
    }

    /// Forgets what was streamed; whoever calls has completed it.
    void forget(String conversationId) {
        drafts.remove(conversationId);
    }

    private void complete(String conversationId, ConversationBlock block) {
        sink.say(new StreamEvent.BlockComplete(conversationId, block));
    }

    private static ConversationBlock block(
            Piece piece, String text, @Nullable String model, @Nullable Incomplete incomplete) {
        return piece.isThinking
                ? new Thinking(piece.id, null, incomplete, text, null, Map.of())
                : new AssistantText(piece.id, null, incomplete, text, model, Map.of());
    }
}
