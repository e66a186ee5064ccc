package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A user's message in ACP's content blocks. What an agent cannot take in its own form is told as
/// a text.
final class PromptParts {
    private final boolean takesImages;
    private final boolean takesResources;

    /// @param capabilities the agent's `promptCapabilities`
    PromptParts(JsonNode capabilities) {
        this.takesImages = NativeJson.isTrue(capabilities, "image");
        this.takesResources = NativeJson.isTrue(capabilities, "embeddedContext");
    }

    ArrayNode of(MessageContent content) {
        var list = ProtocolJson.mapperForEmbedding().createArrayNode();
        switch (content) {
            case MessageContent.Plain(String text) -> list.add(text(text));
            case MessageContent.Parts(var parts) -> parts.forEach(part -> list.add(part(part)));
        }
        return list;
    }

    private ObjectNode part(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> text(text.text());
            case ContentPart.Image image -> image(image.source());
            case ContentPart.ResourceLink link -> {
                var made = object("resource_link").put("uri", link.uri()).put("name", link.name());
                var mediaType = link.mediaType();
                yield mediaType == null ? made : made.put("mimeType", mediaType);
            }
            case ContentPart.Resource resource -> resource(resource);
            case ContentPart.Unknown unknown -> text(ProtocolJson.write(unknown));
        };
    }

    private ObjectNode image(ContentPart.Image.Source source) {
        if (source.type().equals("url")) {
            return object("resource_link").put("uri", source.data()).put("name", "image");
        }
        if (!takesImages) {
            return text("[an image, which this agent does not take]");
        }
        var mediaType = source.mediaType();
        return object("image")
                .put("data", source.data())
                .put("mimeType", mediaType == null ? "image/png" : mediaType);
    }

    private ObjectNode resource(ContentPart.Resource resource) {
        var text = resource.text();
        if (!takesResources) {
            return text(
                    "<resource uri=\""
                            + resource.uri()
                            + "\">\n"
                            + (text == null ? "" : text)
                            + "\n</resource>");
        }
        var inner = ProtocolJson.object().put("uri", resource.uri());
        var mediaType = resource.mediaType();
        if (mediaType != null) {
            inner.put("mimeType", mediaType);
        }
        var data = resource.data();
        if (text != null || data == null) {
            inner.put("text", text == null ? "" : text);
        } else {
            inner.put("blob", data);
        }
        var made = object("resource");
        made.set("resource", inner);
        return made;
    }

    private static ObjectNode text(String text) {
        return object("text").put("text", text);
    }

    private static ObjectNode object(String type) {
        return ProtocolJson.object().put("type", type);
    }
}
