package dev.signalbox.agent.opencode;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.EventBuffer;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// Converts recorded events of `opencode serve`, the data of one a line, and what `opencode run
/// --format json` prints. Each message of the user's begins a query.
final class OpenCodeConverter implements NativeConverter {
    private final EventBuffer events = new EventBuffer();
    private final OpenCodeTranslator translator =
            new OpenCodeTranslator(new CountedIds(), events, new Outside() {});

    /// Whether `opencode run` said last that all is done or has failed. It says no more at its end.
    private boolean isRunOver;

    OpenCodeConverter() {
        translator.sessions().recording();
    }

    @Override
    public List<StreamEvent> line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (!printed(object)) {
                translator.accept(object);
            }
        } catch (ProtocolException _) {
            translator.notJson(line); // Kept, as a log line.
        }
        return events.take();
    }

    /// @return false for a line that `opencode run` does not print
    private boolean printed(ObjectNode line) {
        var sessionId = NativeJson.string(line, "sessionID");
        if (sessionId == null || line.has("properties")) {
            return false;
        }
        if (line.path("part").isObject()) {
            var reason = NativeJson.string(line.path("part"), "reason", "");
            isRunOver = !reason.isEmpty() && !reason.equals("tool-calls");
            translator.printed(sessionId, line.path("part"));
            return true;
        }
        if (line.path("error").isObject()) {
            isRunOver = true;
            translator.printedFailure(sessionId, line.path("error"));
            return true;
        }
        return false;
    }

    @Override
    public List<StreamEvent> end() {
        translator.recordingEnded(isRunOver);
        return events.take();
    }
}
