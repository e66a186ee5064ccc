package dev.signalbox.agent.codex;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;

/// What Codex's items give, as the output of a tool.
final class ItemOutput {
    private ItemOutput() {}

    static JsonNode of(JsonNode item) {
        var status = NativeJson.string(item, "status", "");
        return switch (ItemShapes.type(item)) {
            case ItemShapes.COMMAND -> {
                var output = NativeJson.string(item, "aggregatedOutput", "");
                yield ProtocolJson.text(
                        output.isEmpty() && status.equals("declined") ? status : output);
            }
            case ItemShapes.FILES -> ProtocolJson.text(status);
            case ItemShapes.MCP -> mcp(item);
            case ItemShapes.COLLAB -> item.path("agentsStates");
            case "dynamicToolCall" -> content(item.path("contentItems"));
            case "webSearch" -> item.hasNonNull("results") ? item.path("results") : empty();
            case "functionCallOutput" -> item.hasNonNull("output") ? item.path("output") : empty();
            case "imageGeneration" -> generated(item);
            default -> empty();
        };
    }

    private static JsonNode empty() {
        return ProtocolJson.text("");
    }

    private static JsonNode mcp(JsonNode item) {
        var error = NativeJson.string(item.path("error"), "message");
        if (error != null) {
            return ProtocolJson.text(error);
        }
        var result = item.path("result");
        var content = result.path("content");
        return content.isEmpty() && result.hasNonNull("structuredContent")
                ? result.path("structuredContent")
                : content(content);
    }

    /// A lone text becomes a string; an image gets the protocol's names.
    private static JsonNode content(JsonNode content) {
        if (!content.isArray()) {
            return empty();
        }
        if (content.size() == 1 && content.get(0).path("text").isString()) {
            return content.get(0).path("text");
        }
        var parts = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var part : content) {
            parts.add(part(part));
        }
        return parts;
    }

    private static JsonNode part(JsonNode part) {
        var text = NativeJson.string(part, "text");
        if (text != null) {
            return ProtocolJson.object().put("type", "text").put("text", text);
        }
        var data = NativeJson.string(part, "data");
        return ItemShapes.type(part).equals("image") && data != null
                ? image("base64", data, NativeJson.string(part, "mimeType"))
                : part;
    }

    private static JsonNode generated(JsonNode item) {
        var result = NativeJson.string(item, "result", "");
        if (result.isEmpty()) {
            return empty();
        }
        return ProtocolJson.mapperForEmbedding()
                .createArrayNode()
                .add(image("base64", result, "image/png"));
    }

    private static JsonNode image(String type, String data, @Nullable String mediaType) {
        var source = ProtocolJson.object().put("type", type).put("data", data);
        if (mediaType != null) {
            source.put("mediaType", mediaType);
        }
        var image = ProtocolJson.object().put("type", "image");
        image.set("source", source);
        return image;
    }

    /// What else is known of a result.
    static Map<String, JsonNode> others(JsonNode item) {
        var others = new LinkedHashMap<String, JsonNode>();
        var exit = item.get("exitCode");
        if (exit != null && exit.isNumber()) {
            others.put("exitCode", exit);
        }
        return others;
    }

    static @Nullable Long duration(JsonNode item) {
        return NativeJson.whole(item.get("durationMs"));
    }
}
