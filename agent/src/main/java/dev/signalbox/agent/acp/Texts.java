package dev.signalbox.agent.acp;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.Thinking;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Texts and thoughts, which come in chunks that say neither where a block begins nor where it
/// ends. A block ends when a chunk of another kind or message comes, or something else altogether.
final class Texts {
    private final EventSink sink;
    private final IdSource ids;
    private final Map<String, Open> open = new HashMap<>();

    /// A block that grows.
    ///
    /// @param messageId null when the agent does not say
    private record Open(
            String blockId, boolean isThought, @Nullable String messageId, StringBuilder text) {}

    Texts(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    void chunk(String conversationId, boolean isThought, @Nullable String messageId, String text) {
        if (text.isEmpty()) {
            return;
        }
        var block = open.get(conversationId);
        if (block != null && !continues(block, isThought, messageId, text)) {
            close(conversationId);
            block = null;
        }
        if (block == null) {
            block = new Open(ids.newId(IdSource.BLOCK), isThought, messageId, new StringBuilder());
            open.put(conversationId, block);
            sink.say(new StreamEvent.BlockStart(conversationId, block(block)));
        }
        block.text.append(text);
        sink.say(new StreamEvent.TextDelta(conversationId, block.blockId, text));
    }

    private boolean continues(
            Open block, boolean isThought, @Nullable String messageId, String text) {
        // Gemini's thoughts come whole, each under a heading of its own.
        boolean isNextThought = isThought && messageId == null && text.startsWith("**");
        return sink.isOpen(block.blockId)
                && block.isThought == isThought
                && Objects.equals(block.messageId, messageId)
                && !isNextThought;
    }

    private static ConversationBlock block(Open of) {
        var text = of.text.toString();
        return of.isThought ? new Thinking(of.blockId, text) : new AssistantText(of.blockId, text);
    }

    /// What was said in a conversation is complete.
    void close(String conversationId) {
        var block = open.remove(conversationId);
        if (block != null && sink.isOpen(block.blockId)) {
            sink.say(new StreamEvent.BlockComplete(conversationId, block(block)));
        }
    }
}
