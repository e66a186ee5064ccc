package dev.signalbox.agent.claude;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.function.Consumer;

/// Where the translator's events go: nothing that breaks the block law gets through, whatever the
/// agent says.
final class EventSink {
    private final Consumer<StreamEvent> out;
    private final BlockLaw law = new BlockLaw();

    EventSink(Consumer<StreamEvent> out) {
        this.out = out;
    }

    void say(StreamEvent event) {
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

    void log(LogLevel level, String message, @Nullable JsonNode data) {
        out.accept(new StreamEvent.Log(level, message, LogSource.AGENT, data, Map.of()));
    }

    boolean isOpen(String blockId) {
        return law.isOpen(blockId);
    }

    /// Completes what the end of a query must not leave open.
    void closeQuery() {
        law.closeQuery(Incomplete.INTERRUPTED).forEach(out);
    }

    /// Completes everything.
    void closeAll() {
        law.closeAll(Incomplete.INTERRUPTED).forEach(out);
    }
}
