package dev.signalbox.agent.codex;

import dev.signalbox.agent.PromptText;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages as Codex reads them.
final class CodexInput {
    private CodexInput() {}

    /// A user's message.
    static ArrayNode message(MessageContent content) {
        var input = ProtocolJson.mapperForEmbedding().createArrayNode();
        switch (content) {
            case MessageContent.Plain(String text) -> input.add(text(text));
            case MessageContent.Parts(var parts) -> parts.forEach(part -> input.add(part(part)));
        }
        return input;
    }

    private static ObjectNode part(ContentPart part) {
        return part instanceof ContentPart.Image image
                ? image(image.source())
                : text(PromptText.of(part));
    }

    static ObjectNode text(String text) {
        var part = ProtocolJson.object().put("type", "text").put("text", text);
        part.set("text_elements", ProtocolJson.mapperForEmbedding().createArrayNode());
        return part;
    }

    private static ObjectNode image(ContentPart.Image.Source source) {
        return ProtocolJson.object().put("type", "image").put("url", PromptText.url(source));
    }
}
