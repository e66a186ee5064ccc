package dev.signalbox.agent.acp;

import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Gemini CLI prints for one prompt without ACP (`--output-format stream-json`), told in ACP's
/// words: for recorded output only, because nothing can be asked or stopped this way.
final class GeminiStream {
    private final AcpTranslator translator;

    GeminiStream(AcpTranslator translator) {
        this.translator = translator;
    }

    /// @return false when the line is of another kind
    boolean accept(ObjectNode line) {
        if (line.has("jsonrpc") || line.has("method")) {
            return false;
        }
        switch (NativeJson.string(line, "type", "")) {
            case "init" -> translator.recordedModel(NativeJson.string(line, "model"));
            case "message" -> message(line);
            case "tool_use" -> toolUse(line);
            case "tool_result" -> toolResult(line);
            case "result" -> result(line);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void message(ObjectNode line) {
        var text = NativeJson.string(line, "content", "");
        if (NativeJson.string(line, "role", "").equals("user")) {
            translator.recordedMessage();
            return;
        }
        var update = ProtocolJson.object().put("sessionUpdate", "agent_message_chunk");
        update.set("content", ProtocolJson.object().put("type", "text").put("text", text));
        update(update);
    }

    private void toolUse(ObjectNode line) {
        var update = ProtocolJson.object().put("sessionUpdate", "tool_call");
        update.put("toolCallId", NativeJson.string(line, "tool_id", ""));
        update.put("name", NativeJson.string(line, "tool_name", "tool"));
        update.put("status", "in_progress");
        update.set("rawInput", line.path("parameters"));
        update(update);
    }

    private void toolResult(ObjectNode line) {
        boolean isSuccess = NativeJson.string(line, "status", "").equals("success");
        var update = ProtocolJson.object().put("sessionUpdate", "tool_call_update");
        update.put("toolCallId", NativeJson.string(line, "tool_id", ""));
        update.put("status", isSuccess ? "completed" : "failed");
        if (line.hasNonNull("output")) {
            update.set("rawOutput", line.path("output"));
        }
        update(update);
    }

    private void update(ObjectNode update) {
        var params = ProtocolJson.object();
        params.set("update", update);
        var _ = translator.update(params);
    }

    private void result(ObjectNode line) {
        if (!NativeJson.string(line, "status", "").equals("success")) {
            translator.recordedRefusal(refusal(line.path("error")));
            return;
        }
        var stats = line.path("stats");
        var usage = ProtocolJson.object();
        usage.put("inputTokens", NativeJson.number(stats, "input_tokens"));
        usage.put("outputTokens", NativeJson.number(stats, "output_tokens"));
        usage.put("cachedReadTokens", NativeJson.number(stats, "cached"));
        usage.put("totalTokens", NativeJson.number(stats, "total_tokens"));
        var answer = ProtocolJson.object().put("stopReason", "end_turn");
        answer.set("usage", usage);
        translator.recordedAnswer(answer);
    }

    private static JsonRpc.Refusal refusal(JsonNode error) {
        return new JsonRpc.Refusal(0, NativeJson.string(error, "message", "no reason"), null);
    }
}
