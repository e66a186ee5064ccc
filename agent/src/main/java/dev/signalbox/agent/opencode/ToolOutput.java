package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool call gave: a text, or parts when there are images with it.
final class ToolOutput {
    private ToolOutput() {}

    /// @param state of a call that is over
    static JsonNode of(JsonNode state) {
        var text = NativeJson.string(state, "output", NativeJson.string(state, "error", ""));
        var attachments = state.path("attachments");
        if (!attachments.isArray() || attachments.isEmpty()) {
            return ProtocolJson.text(text);
        }
        var parts = ProtocolJson.mapperForEmbedding().createArrayNode();
        parts.add(ProtocolJson.object().put("type", "text").put("text", text));
        for (var attachment : attachments) {
            parts.add(part(attachment));
        }
        return parts;
    }

    private static ObjectNode part(JsonNode attachment) {
        var url = NativeJson.string(attachment, "url", "");
        var mediaType = NativeJson.string(attachment, "mime", "application/octet-stream");
        int comma = Math.max(0, url.indexOf(","));
        boolean isData = url.startsWith("data:") && url.substring(0, comma).endsWith(";base64");
        if (isData && mediaType.startsWith("image/")) {
            var image = ProtocolJson.object().put("type", "image");
            image.set(
                    "source",
                    ProtocolJson.object()
                            .put("type", "base64")
                            .put("data", url.substring(comma + 1))
                            .put("mediaType", mediaType));
            return image;
        }
        return ProtocolJson.object()
                .put("type", "resource_link")
                .put("uri", url)
                .put("name", NativeJson.string(attachment, "filename", "attachment"))
                .put("mediaType", mediaType);
    }
}
