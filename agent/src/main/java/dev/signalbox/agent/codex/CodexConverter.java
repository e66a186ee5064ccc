package dev.signalbox.agent.codex;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.EventBuffer;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.util.List;

/// Converts recorded output of `codex app-server`, and of `codex exec --json`. What the client sent is
/// not in it, so that each turn begins a query.
final class CodexConverter implements NativeConverter {
    private final EventBuffer events = new EventBuffer();
    private final CodexTranslator translator =
            new CodexTranslator(
                    new CountedIds(),
                    events,
                    CodexPeer.nobody(),
                    QueryCause::new,
                    new TokenUsage(_ -> {}));
    private final JsonRpc rpc = new JsonRpc(_ -> {});
    private final ExecLines exec = new ExecLines(translator);

    @Override
    public List<StreamEvent> line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (!exec.accept(object) && !rpc.accept(object, translator)) {
                translator.unknown(object);
            }
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
