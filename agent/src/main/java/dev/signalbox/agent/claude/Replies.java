package dev.signalbox.agent.claude;

import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers to what Claude asks of the program that drives it.
final class Replies {
    private Replies() {}

    static ObjectNode success(String requestId, JsonNode response) {
        var body = ProtocolJson.object().put("subtype", "success").put("request_id", requestId);
        body.set("response", response);
        return line(body);
    }

    static ObjectNode error(String requestId, String message) {
        return line(
                ProtocolJson.object()
                        .put("subtype", "error")
                        .put("request_id", requestId)
                        .put("error", message));
    }

    private static ObjectNode line(ObjectNode body) {
        var line = ProtocolJson.object().put("type", "control_response");
        line.set("response", body);
        return line;
    }
}
