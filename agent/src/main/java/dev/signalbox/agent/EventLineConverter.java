package dev.signalbox.agent;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.List;

/// The converter of agents whose own words are stream events already: what keeps the law passes.
public final class EventLineConverter implements NativeConverter {
    private final BlockLaw law = new BlockLaw();

    @Override
    public List<StreamEvent> line(byte[] line) {
        if (isBlank(line)) {
            return List.of();
        }
        try {
            var event = SpoolLine.readEvent(line);
            if (event instanceof StreamEvent.Conversation conversation) {
                law.apply(conversation);
            }
            return List.of(event);
        } catch (ProtocolException e) {
            return List.of(
                    new StreamEvent.Failure(
                            ErrorCode.RUNNER_PROTOCOL_VIOLATION, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public List<StreamEvent> end() {
        var events = new ArrayList<StreamEvent>(law.closeAll(Incomplete.INTERRUPTED));
        if (!events.isEmpty()) {
            events.add(
                    new StreamEvent.Log(
                            LogLevel.WARN,
                            "the output ended with open blocks: " + events.size(),
                            LogSource.RUNNER));
        }
        return events;
    }

    /// Whether a line has nothing in it but white space.
    public static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
