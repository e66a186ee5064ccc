package dev.signalbox.agent.claude;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.EventBuffer;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.util.List;

/// Converts recorded `stream-json` output. The user's messages are not in it, so that each turn
/// begins a query.
final class ClaudeConverter implements NativeConverter {
    private final EventBuffer events = new EventBuffer();
    private final ClaudeTranslator translator =
            new ClaudeTranslator(
                    new CountedIds(),
                    events,
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
        return events.take();
    }

    @Override
    public List<StreamEvent> end() {
        translator.recordingEnded();
        return events.take();
    }
}
