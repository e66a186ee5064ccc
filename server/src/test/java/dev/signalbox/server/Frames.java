package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The frames of `asyncapi.yaml`, to hold those to that go over a socket.
final class Frames {
    static final Frames SERVED = new Frames();

    private static final String EVENT = "event";

    private final ApiFile api = ApiFile.served("asyncapi.yaml");
    private final Map<String, Schema> fromClient = payloads("fromClient");
    private final Map<String, Schema> toClient = payloads("toClient");

    private Frames() {}

    private Map<String, Schema> payloads(String operation) {
        var all = new TreeMap<String, Schema>();
        for (var ref : api.root().at("/operations/" + operation + "/messages")) {
            var payload = api.resolve(api.resolve(ref)).path("payload");
            if (payload.path("$ref").asString("").endsWith("/Envelope")) {
                all.put(EVENT, envelope());
                continue;
            }
            all.put(
                    payload.at("/properties/type/const").asString(""),
                    api.schema(ApiFile.close(payload)));
        }
        return all;
    }

    /// `openapi.yaml` says more of it.
    private static Schema envelope() {
        var rest = ApiFile.served("openapi.yaml");
        return rest.schema(rest.root().at("/components/schemas/Envelope"));
    }

    Set<String> typesFromClient() {
        return fromClient.keySet();
    }

    /// Those of frames; that of every event of a session is `event`.
    Set<String> typesToClient() {
        return toClient.keySet();
    }

    /// Which of the documented frames it is.
    static String typeOf(JsonNode frame) {
        return frame.has("seq") && frame.has("track") ? EVENT : frame.path("type").asString("");
    }

    void checkFromClient(JsonNode frame) {
        check(fromClient, frame);
    }

    void checkToClient(JsonNode frame) {
        check(toClient, frame);
    }

    private void check(Map<String, Schema> documented, JsonNode frame) {
        String type = typeOf(frame);
        assertThat(documented).as("documented frames, and this is one: " + frame).containsKey(type);
        var schema = Objects.requireNonNull(documented.get(type));
        assertThat(ApiFile.violations(schema, frame)).as(String.valueOf(frame)).isEmpty();
    }
}
