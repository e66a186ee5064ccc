package dev.signalbox.agent.claude;

import dev.signalbox.agent.PromptText;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Lines that Claude Code reads.
final class ClaudeInput {
    private ClaudeInput() {}

    /// A user's message.
    ///
    /// @param uuid Claude names it by this when it takes it up
    static ObjectNode message(String uuid, MessageContent content) {
        var message = ProtocolJson.object().put("role", "user");
        message.set("content", content(content));
        var line = ProtocolJson.object().put("type", "user");
        line.set("message", message);
        line.putNull("parent_tool_use_id").put("uuid", uuid);
        return line;
    }

    static ObjectNode request(String requestId, ObjectNode request) {
        var line =
                ProtocolJson.object().put("type", "control_request").put("request_id", requestId);
        line.set("request", request);
        return line;
    }

    static ObjectNode subtype(String subtype) {
        return ProtocolJson.object().put("subtype", subtype);
    }

    private static JsonNode content(MessageContent content) {
        return switch (content) {
            case MessageContent.Plain(String text) -> ProtocolJson.text(text);
            case MessageContent.Parts(var parts) -> {
                var list = ProtocolJson.mapperForEmbedding().createArrayNode();
                for (var part : parts) {
                    list.add(part(part));
                }
                yield list;
            }
        };
    }

    private static JsonNode part(ContentPart part) {
        return part instanceof ContentPart.Image image
                ? image(image.source())
                : text(PromptText.of(part));
    }

    private static ObjectNode text(String text) {
        return ProtocolJson.object().put("type", "text").put("text", text);
    }

    private static ObjectNode image(ContentPart.Image.Source source) {
        var made = ProtocolJson.object().put("type", source.type());
        if (source.type().equals("url")) {
            made.put("url", source.data());
        } else {
            made.put("media_type", PromptText.mediaType(source)).put("data", source.data());
        }
        var image = ProtocolJson.object().put("type", "image");
        image.set("source", made);
        return image;
    }
}
