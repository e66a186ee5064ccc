package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.function.Consumer;

/// Learns what was said while the stream of events was broken: OpenCode does not say it again, but
/// can be asked how things stand, which is told as events.
final class Catchup {
    private static final int MESSAGES_MAX = 100;

    private final OpenCodeServer server;
    private final String sessionId;
    private final Consumer<ObjectNode> events;

    /// @param events takes events as OpenCode would have said them
    Catchup(OpenCodeServer server, String sessionId, Consumer<ObjectNode> events) {
        this.server = server;
        this.sessionId = sessionId;
        this.events = events;
    }

    /// @param since messages from before are not looked at, in epoch milliseconds
    void run(long since) {
        server.get(
                "/session/" + sessionId + "/message?limit=" + MESSAGES_MAX,
                answer -> {
                    for (var message : answer.body()) {
                        message(message, since);
                    }
                    requests("/permission", "permission.asked");
                });
    }

    private void message(JsonNode message, long since) {
        var info = message.path("info");
        if (NativeJson.number(info.path("time"), "created") < since) {
            return;
        }
        say("message.updated", "info", info);
        for (var part : message.path("parts")) {
            say("message.part.updated", "part", part);
        }
    }

    private void requests(String path, String type) {
        server.get(
                path,
                answer -> {
                    for (var request : answer.body()) {
                        events.accept(event(type, request));
                    }
                    if (path.equals("/permission")) {
                        requests("/question", "question.asked");
                    } else {
                        status();
                    }
                });
    }

    /// The last of it: whether the turn is over.
    private void status() {
        server.get(
                "/session/status",
                answer -> {
                    var status = NativeJson.string(answer.body().path(sessionId), "type", "idle");
                    if (answer.isOk() && status.equals("idle")) {
                        var idle =
                                event(
                                        "session.idle",
                                        ProtocolJson.object().put("sessionID", sessionId));
                        events.accept(idle);
                        events.accept(idle); // The second ends a turn with a message that was cut.
                    }
                });
    }

    private void say(String type, String field, JsonNode value) {
        var properties = ProtocolJson.object().put("sessionID", sessionId);
        properties.set(field, value);
        events.accept(event(type, properties));
    }

    private static ObjectNode event(String type, JsonNode properties) {
        var event = ProtocolJson.object().put("type", type);
        event.set("properties", properties);
        return event;
    }
}
