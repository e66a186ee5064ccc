package dev.signalbox.agent.claude;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// The content of a tool's result: a string, or parts.
final class ToolOutput {
    private ToolOutput() {}

    /// A lone text becomes a string; an image gets the protocol's names.
    static JsonNode of(@Nullable JsonNode content) {
        if (content == null || content.isNull()) {
            return ProtocolJson.text("");
        }
        if (!content.isArray()) {
            return content;
        }
        if (content.size() == 1 && isText(content.get(0))) {
            return content.get(0).path("text");
        }
        var parts = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var part : content) {
            parts.add(part(part));
        }
        return parts;
    }

    private static boolean isText(JsonNode part) {
        return NativeJson.string(part, "type", "").equals("text") && part.path("text").isString();
    }

    private static JsonNode part(JsonNode part) {
        var source = part.get("source");
        if (source == null || !NativeJson.string(part, "type", "").equals("image")) {
            return part;
        }
        boolean isUrl = NativeJson.string(source, "type", "").equals("url");
        var data = NativeJson.string(source, isUrl ? "url" : "data", "");
        var made = ProtocolJson.object().put("type", isUrl ? "url" : "base64").put("data", data);
        var mediaType = NativeJson.string(source, "media_type");
        if (mediaType != null) {
            made.put("mediaType", mediaType);
        }
        var image = ProtocolJson.object().put("type", "image");
        image.set("source", made);
        return image;
    }
}
