package dev.signalbox.agent.codex;

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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts and thoughts: streamed piece by piece, and then said again as a whole.
///
/// Codex says the whole of a text whose answer broke off, too, and only then that it tries again. So
/// a whole is held back until something shows that its answer came through, a moment later; what a
/// second try will say again is withdrawn.
final class Texts {
    private static final String PARAGRAPH = "\n\n";

    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Piece> streamed = new LinkedHashMap<>();
    private final List<Piece> whole = new ArrayList<>();

    /// Models by thread, for those who ask who said it.
    private final Map<String, String> models = new HashMap<>();

    /// A text or a thought that is not complete.
    private static final class Piece {
        final String id;
        final String conversationId;
        final boolean isThinking;
        final @Nullable String model;
        final StringBuilder text = new StringBuilder();

        /// The part of a thought that is being streamed, of the summary or of the thought itself.
        String part = "";

        Piece(String id, String conversationId, boolean isThinking, @Nullable String model) {
            this.id = id;
            this.conversationId = conversationId;
            this.isThinking = isThinking;
            this.model = model;
        }
    }

    Texts(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    void model(String conversationId, String model) {
        models.put(conversationId, model);
    }

    /// More of a text. The block begins with its first word: many a thought has none.
    void delta(String conversationId, String itemId, String delta) {
        append(conversationId, itemId, false, delta);
    }

    /// More of a thought.
    ///
    /// @param part of what: a thought comes as a summary, in several parts, or as it is, or as both,
    ///   of which the first that comes is streamed
    void thought(String conversationId, String itemId, String kind, long part, String delta) {
        if (delta.isEmpty()) {
            return;
        }
        var name = kind + " " + part;
        var piece = streamed.get(itemId);
        if (piece == null) {
            append(conversationId, itemId, true, delta);
            piece = streamed.get(itemId);
            if (piece != null) {
                piece.part = name;
            }
        } else if (piece.part.startsWith(kind)) {
            append(
                    conversationId,
                    itemId,
                    true,
                    piece.part.equals(name) ? delta : PARAGRAPH + delta);
            piece.part = name;
        }
    }

    private void append(String conversationId, String itemId, boolean isThinking, String delta) {
        if (delta.isEmpty()) {
            return;
        }
        var piece = streamed.get(itemId);
        if (piece == null) {
            piece = piece(conversationId, isThinking);
            streamed.put(itemId, piece);
            sink.say(new StreamEvent.BlockStart(conversationId, block(piece, "", null)));
        }
        piece.text.append(delta);
        sink.say(new StreamEvent.TextDelta(piece.conversationId, piece.id, delta));
    }

    private Piece piece(String conversationId, boolean isThinking) {
        return new Piece(
                ids.newId(IdSource.BLOCK), conversationId, isThinking, models.get(conversationId));
    }

    /// A text, whole.
    void text(String conversationId, JsonNode item) {
        ended(conversationId, item, false, NativeJson.string(item, "text", ""));
    }

    /// A thought, whole.
    void thought(String conversationId, JsonNode item) {
        var summary = joined(item.path("summary"));
        var raw = joined(item.path("content"));
        var piece = streamed.get(NativeJson.string(item, "id", ""));
        boolean isRaw = piece == null ? summary.isEmpty() : piece.part.startsWith("content");
        ended(conversationId, item, true, isRaw ? raw : summary);
        var other = isRaw ? summary : raw;
        if (!other.isEmpty()) {
            said(conversationId, true, other);
        }
    }

    private static String joined(JsonNode parts) {
        var texts = new ArrayList<String>();
        for (var part : parts) {
            var text = part.isString() ? part.stringValue() : NativeJson.string(part, "text", "");
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return String.join(PARAGRAPH, texts);
    }

    private void ended(String conversationId, JsonNode item, boolean isThinking, String text) {
        var piece = streamed.remove(NativeJson.string(item, "id", ""));
        if (piece == null) {
            said(conversationId, isThinking, text);
            return;
        }
        var before = piece.text.toString();
        if (text.startsWith(before)) {
            var rest = text.substring(before.length());
            if (!rest.isEmpty()) {
                piece.text.append(rest);
                sink.say(new StreamEvent.TextDelta(piece.conversationId, piece.id, rest));
            }
            whole.add(piece);
        } else if (text.isEmpty()) {
            whole.add(piece);
        } else {
            complete(piece, Incomplete.WITHDRAWN);
            said(conversationId, isThinking, text);
        }
    }

    /// A text that arrives whole.
    private void said(String conversationId, boolean isThinking, String text) {
        if (!text.isEmpty()) {
            var piece = piece(conversationId, isThinking);
            piece.text.append(text);
            sink.say(new StreamEvent.BlockStart(conversationId, block(piece, "", null)));
            sink.say(new StreamEvent.TextDelta(conversationId, piece.id, text));
            whole.add(piece);
        }
    }

    /// What was said as a whole in a conversation has come through.
    void settle(String conversationId) {
        completeWhole(conversationId, null);
    }

    /// Everything that was said as a whole has come through, as far as anybody will ever know.
    void settleAll() {
        for (var piece : List.copyOf(whole)) {
            settle(piece.conversationId);
        }
    }

    /// The answer broke off and will be tried again.
    void withdraw(String conversationId) {
        completeWhole(conversationId, Incomplete.WITHDRAWN);
        completeStreamed(conversationId, Incomplete.WITHDRAWN);
    }

    /// A turn is over.
    ///
    /// @param isBroken whether its last answer broke off
    void turnEnded(String conversationId, boolean isBroken) {
        completeWhole(conversationId, isBroken ? Incomplete.INTERRUPTED : null);
        completeStreamed(conversationId, Incomplete.INTERRUPTED);
    }

    private void completeWhole(String conversationId, @Nullable Incomplete incomplete) {
        for (var piece : List.copyOf(whole)) {
            if (piece.conversationId.equals(conversationId)) {
                whole.remove(piece);
                complete(piece, incomplete);
            }
        }
    }

    private void completeStreamed(String conversationId, Incomplete incomplete) {
        for (var entry : List.copyOf(streamed.entrySet())) {
            if (entry.getValue().conversationId.equals(conversationId)) {
                streamed.remove(entry.getKey());
                complete(entry.getValue(), incomplete);
            }
        }
    }

    private void complete(Piece piece, @Nullable Incomplete incomplete) {
        if (sink.isOpen(piece.id)) {
            var block = block(piece, piece.text.toString(), incomplete);
            sink.say(new StreamEvent.BlockComplete(piece.conversationId, block));
        }
    }

    private static ConversationBlock block(
            Piece piece, String text, @Nullable Incomplete incomplete) {
        return piece.isThinking
                ? new Thinking(piece.id, null, incomplete, text, null, Map.of())
                : new AssistantText(piece.id, null, incomplete, text, piece.model, Map.of());
    }
}
