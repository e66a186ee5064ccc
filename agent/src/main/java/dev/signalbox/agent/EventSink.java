package dev.signalbox.agent;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/// Where the events of an agent's translator go: nothing that breaks the block law gets through, whatever the
/// agent says.
public final class EventSink {
    private static final int NOT_JSON_CHARS_MAX = 2_000;

    private final Consumer<StreamEvent> out;
    private final BlockLaw law = new BlockLaw();

    /// @param out takes what keeps the law
    public EventSink(Consumer<StreamEvent> out) {
        this.out = out;
    }

    /// Says an event; one that breaks the law is left out, and a log line says so.
    public void say(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                log(LogLevel.WARN, "an event of the agent was left out: " + e.getMessage(), null);
                return;
            }
        }
        out.accept(event);
    }

    /// Says a log line of the agent's.
    public void log(LogLevel level, String message, @Nullable JsonNode data) {
        out.accept(new StreamEvent.Log(level, message, LogSource.AGENT, data, Map.of()));
    }

    /// Says what the agent printed beside its protocol, the beginning of it when it is long.
    public void notJson(LogLevel level, byte[] line) {
        var text = new String(line, StandardCharsets.UTF_8).strip();
        if (!text.isEmpty()) {
            boolean isLong = text.length() > NOT_JSON_CHARS_MAX;
            log(level, isLong ? text.substring(0, NOT_JSON_CHARS_MAX) + "…" : text, null);
        }
    }

    /// Whether a block has begun and not ended.
    public boolean isOpen(String blockId) {
        return law.isOpen(blockId);
    }

    /// Completes what the end of a query must not leave open.
    public void closeQuery() {
        law.closeQuery(Incomplete.INTERRUPTED).forEach(out);
    }

    /// Completes everything.
    public void closeAll() {
        law.closeAll(Incomplete.INTERRUPTED).forEach(out);
    }
}
