package dev.signalbox.agent.acp;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.EventBuffer;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// Converts what an agent said in ACP, and what Gemini CLI prints by itself. The user's messages
/// are not in it, so that the first word after the end of a query begins the next one.
final class AcpConverter implements NativeConverter, JsonRpc.Listener {
    private final EventBuffer events = new EventBuffer();
    private final JsonRpc rpc = new JsonRpc(_ -> {});
    private final AcpTranslator translator =
            new AcpTranslator(
                    new CountedIds(),
                    events,
                    (_, _) -> {},
                    QueryCause::new,
                    new Spending(null, _ -> {}));
    private final GeminiStream gemini = new GeminiStream(translator);

    AcpConverter() {
        translator.recordingBegins();
    }

    @Override
    public List<StreamEvent> line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (!gemini.accept(object) && !rpc.accept(object, this)) {
                translator.unknown("something that is no message", object);
            }
        } catch (ProtocolException _) {
            translator.notJson(line); // Kept, as a log line.
        }
        return events.take();
    }

    @Override
    public void notified(String method, JsonNode params) {
        if (method.equals("session/update")) {
            var _ = translator.update(params);
        } else {
            translator.unknown(method, params);
        }
    }

    @Override
    public void asked(JsonNode id, String method, JsonNode params) {
        if (method.equals("session/request_permission")) {
            translator.permissionRequested(id, params);
        } else {
            translator.unknown(method, params);
        }
    }

    @Override
    public void strayAnswer(ObjectNode answer) {
        if (answer.has("error")) {
            translator.recordedRefusal(JsonRpc.refusal(answer.path("error")));
            return;
        }
        var result = answer.path("result");
        if (result.has("stopReason")) {
            translator.recordedAnswer(result);
        } else if (result.has("protocolVersion")) {
            translator.unknown("what it is", result);
            translator.historyBegins(); // Until it is seen that a session is new.
        } else if (result.has("sessionId") || result.has("modes") || result.has("configOptions")) {
            translator.unknown("that it has a session", result);
            translator.historyMayGoOn();
        }
    }

    @Override
    public List<StreamEvent> end() {
        translator.recordingEnded();
        return events.take();
    }
}
