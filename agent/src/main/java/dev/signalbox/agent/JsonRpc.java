package dev.signalbox.agent;

import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Our end of a JSON-RPC 2.0 conversation with an agent, one message a line. Pure: lines go to the
/// consumer that it was given. One owner thread.
///
/// Agents are not strict about the format: the field `jsonrpc` may be absent, and an error's code may
/// lie outside the range that the specification gives. Both are taken as they come.
///
/// Source: https://www.jsonrpc.org/specification
public final class JsonRpc {
    /// The code for a method that is not there.
    public static final int METHOD_NOT_FOUND = -32601;

    private final Consumer<ObjectNode> out;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private int requests;

    /// What the agent says of its own accord.
    public interface Listener {
        void notified(String method, JsonNode params);

        /// The agent waits for [#reply] or [#refuse] with this id.
        void asked(JsonNode id, String method, JsonNode params);

        /// An answer that nobody waits for; in recorded output, every answer.
        void strayAnswer(ObjectNode answer);
    }

    /// What went wrong with a request.
    ///
    /// @param data null when there is none
    public record Refusal(long code, String message, @Nullable JsonNode data) {}

    private record Waiting(Consumer<JsonNode> result, Consumer<Refusal> error) {}

    /// @param out takes what is to be written to the agent
    public JsonRpc(Consumer<ObjectNode> out) {
        this.out = out;
    }

    /// Asks the agent.
    ///
    /// @param result takes the answer; a missing one is an empty object
    public void request(
            String method, JsonNode params, Consumer<JsonNode> result, Consumer<Refusal> error) {
        var id = String.valueOf(++requests);
        waiting.put(id, new Waiting(result, error));
        var line = ProtocolJson.object().put("jsonrpc", "2.0").put("id", requests);
        out.accept(line.put("method", method).set("params", params));
    }

    /// Tells the agent.
    public void notify(String method, JsonNode params) {
        var line = ProtocolJson.object().put("jsonrpc", "2.0").put("method", method);
        out.accept(line.set("params", params));
    }

    /// Answers what the agent asked.
    public void reply(JsonNode id, JsonNode result) {
        var line = ProtocolJson.object().put("jsonrpc", "2.0");
        line.set("id", id);
        out.accept(line.set("result", result));
    }

    /// Tells the agent that it will get no answer to what it asked.
    public void refuse(JsonNode id, int code, String message) {
        var line = ProtocolJson.object().put("jsonrpc", "2.0");
        line.set("id", id);
        line.set("error", ProtocolJson.object().put("code", code).put("message", message));
        out.accept(line);
    }

    /// Takes a message of the agent's.
    ///
    /// @return false when it is none
    public boolean accept(ObjectNode line, Listener listener) {
        var method = NativeJson.string(line, "method");
        var id = line.get("id");
        boolean hasId = id != null && !id.isNull();
        if (method != null) {
            if (hasId) {
                listener.asked(id, method, line.path("params"));
            } else {
                listener.notified(method, line.path("params"));
            }
            return true;
        }
        if (!hasId || !(line.has("result") || line.has("error"))) {
            return false;
        }
        var request = waiting.remove(id.asString(""));
        if (request == null) {
            listener.strayAnswer(line);
        } else if (line.has("error")) {
            request.error.accept(refusal(line.path("error")));
        } else {
            var result = line.get("result");
            request.result.accept(
                    result == null || result.isNull() ? ProtocolJson.object() : result);
        }
        return true;
    }

    /// The error of an answer, as it stands in a line.
    public static Refusal refusal(JsonNode error) {
        return new Refusal(
                NativeJson.number(error, "code"),
                NativeJson.string(error, "message", "no reason was given"),
                error.get("data"));
    }
}
