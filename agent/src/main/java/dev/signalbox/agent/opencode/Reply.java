package dev.signalbox.agent.opencode;

import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What OpenCode is told of a request that waits.
///
/// @param path where it is posted to
record Reply(String path, ObjectNode body) {
    static Reply allow(String requestId) {
        return new Reply(permission(requestId), ProtocolJson.object().put("reply", "once"));
    }

    /// @param message for the model; without one OpenCode would end the turn
    static Reply reject(String requestId, String message) {
        return new Reply(
                permission(requestId),
                ProtocolJson.object().put("reply", "reject").put("message", message));
    }

    static Reply answers(String requestId, ArrayNode answers) {
        var body = ProtocolJson.object();
        body.set("answers", answers);
        return new Reply("/question/" + requestId + "/reply", body);
    }

    static Reply noAnswer(String requestId) {
        return new Reply("/question/" + requestId + "/reject", ProtocolJson.object());
    }

    private static String permission(String requestId) {
        return "/permission/" + requestId + "/reply";
    }
}
