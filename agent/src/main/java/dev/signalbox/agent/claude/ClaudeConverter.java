package dev.signalbox.agent.claude;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.List;

/// Converts recorded `stream-json` output. The user's messages are not in it, so that each turn
/// begins a query.
final class ClaudeConverter implements NativeConverter {
    private List<StreamEvent> events = new ArrayList<>();
    private final ClaudeTranslator translator =
            new ClaudeTranslator(
                    new CountedIds(),
                    event -> events.add(event),
                    _ -> {},
                    QueryCause::new,
                    new UsageTotals(null, _ -> {}));

    @Override
    public List<StreamEvent> line(byte[] line) {
        try {
            translator.accept(ProtocolJson.readObject(line));
        } catch (ProtocolException _) {
            translator.notJson(line); // Kept, as a log line.
        }
        return taken();
    }

    @Override
    public List<StreamEvent> end() {
        translator.recordingEnded();
        return taken();
    }

    private List<StreamEvent> taken() {
        var taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
