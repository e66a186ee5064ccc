package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.Thinking;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts and thoughts of the model: a part is announced empty, grows by deltas, and is said again as
/// a whole when it is complete.
final class Texts {
    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Piece> open = new LinkedHashMap<>();
    private final Recent<Boolean> closed = new Recent<>();

    /// A part that is being written.
    private static final class Piece {
        final String conversationId;
        final String blockId;
        final boolean isThinking;
        final @Nullable String model;
        final StringBuilder text = new StringBuilder();
        boolean isStarted;

        Piece(String conversationId, String blockId, boolean isThinking, @Nullable String model) {
            this.conversationId = conversationId;
            this.blockId = blockId;
            this.isThinking = isThinking;
            this.model = model;
        }
    }

    Texts(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// A part of type `text` or `reasoning`.
    ///
    /// @param isCut whether the turn was aborted, so that what is complete now is not whole
    void updated(String conversationId, JsonNode part, @Nullable String model, boolean isCut) {
        var partId = NativeJson.string(part, "id", "");
        if (closed.has(partId)) {
            return;
        }
        boolean isThinking = NativeJson.string(part, "type", "").equals("reasoning");
        var piece = open.get(partId);
        if (piece == null) {
            piece = new Piece(conversationId, ids.newId(IdSource.BLOCK), isThinking, model);
            open.put(partId, piece);
        }
        var whole = NativeJson.string(part, "text", "");
        var streamed = piece.text.toString();
        if (whole.startsWith(streamed)) {
            append(piece, whole.substring(streamed.length()));
        } else if (!streamed.startsWith(whole)) {
            piece = rewritten(partId, piece, whole);
        }
        if (part.path("time").has("end")) {
            close(partId, piece, isCut ? Incomplete.INTERRUPTED : null);
        }
    }

    /// What was streamed is not what is said in the end.
    private Piece rewritten(String partId, Piece piece, String whole) {
        complete(piece, Incomplete.WITHDRAWN);
        var fresh =
                new Piece(
                        piece.conversationId,
                        ids.newId(IdSource.BLOCK),
                        piece.isThinking,
                        piece.model);
        open.put(partId, fresh);
        append(fresh, whole);
        return fresh;
    }

    /// @return false for a part that was never announced
    boolean appended(String partId, String delta) {
        var piece = open.get(partId);
        if (piece != null) {
            append(piece, delta);
        }
        return piece != null || closed.has(partId);
    }

    private void append(Piece piece, String delta) {
        if (delta.isEmpty() || (piece.isStarted && !sink.isOpen(piece.blockId))) {
            return; // Nothing to say, or the end of the query has closed it.
        }
        if (!piece.isStarted) {
            piece.isStarted = true;
            sink.say(new StreamEvent.BlockStart(piece.conversationId, block(piece, "", null)));
        }
        piece.text.append(delta);
        sink.say(new StreamEvent.TextDelta(piece.conversationId, piece.blockId, delta));
    }

    /// Takes back what OpenCode has removed.
    void removed(String partId) {
        var piece = open.get(partId);
        if (piece != null) {
            close(partId, piece, Incomplete.WITHDRAWN);
        }
    }

    /// Takes back what is not complete: the model writes it again.
    void withdraw(String conversationId) {
        closeAll(conversationId, Incomplete.WITHDRAWN);
    }

    /// Completes what is open in a conversation that has come to its end.
    void cut(String conversationId) {
        closeAll(conversationId, Incomplete.INTERRUPTED);
    }

    private void closeAll(String conversationId, Incomplete why) {
        for (var partId : List.copyOf(open.keySet())) {
            var piece = open.get(partId);
            if (piece != null && piece.conversationId.equals(conversationId)) {
                close(partId, piece, why);
            }
        }
    }

    private void close(String partId, Piece piece, @Nullable Incomplete incomplete) {
        open.remove(partId);
        closed.put(partId, true);
        complete(piece, incomplete);
    }

    private void complete(Piece piece, @Nullable Incomplete incomplete) {
        if (piece.isStarted && sink.isOpen(piece.blockId)) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            piece.conversationId, block(piece, piece.text.toString(), incomplete)));
        }
    }

    private static ConversationBlock block(
            Piece piece, String text, @Nullable Incomplete incomplete) {
        return piece.isThinking
                ? new Thinking(piece.blockId, null, incomplete, text, null, Map.of())
                : new AssistantText(piece.blockId, null, incomplete, text, piece.model, Map.of());
    }
}
