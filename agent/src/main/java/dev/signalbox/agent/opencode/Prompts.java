package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.PromptText;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages as OpenCode takes them.
final class Prompts {
    private static final String READ_ONLY_AGENT = "plan";

    private Prompts() {}

    /// Whether a text names a model as OpenCode does: `PROVIDER/MODEL`.
    static boolean isModel(String model) {
        int slash = model.indexOf('/');
        return slash > 0 && slash < model.length() - 1;
    }

    /// @param options the session's, with those of the query on top
    static ObjectNode of(MessageContent content, ObjectNode options) {
        var prompt = ProtocolJson.object();
        prompt.set("parts", parts(content));
        var model = AgentOptions.string(options, "model");
        if (model != null && isModel(model)) {
            int slash = model.indexOf('/');
            prompt.set(
                    "model",
                    ProtocolJson.object()
                            .put("providerID", model.substring(0, slash))
                            .put("modelID", model.substring(slash + 1)));
        }
        var system = AgentOptions.string(options, "systemPromptAppend");
        if (system != null) {
            prompt.put("system", system);
        }
        if (PermissionMode.of(options) == PermissionMode.READ_ONLY) {
            prompt.put("agent", READ_ONLY_AGENT);
        }
        return prompt;
    }

    private static ArrayNode parts(MessageContent content) {
        var list = ProtocolJson.mapperForEmbedding().createArrayNode();
        switch (content) {
            case MessageContent.Plain(String text) -> list.add(text(text));
            case MessageContent.Parts(var parts) -> parts.forEach(part -> list.add(part(part)));
        }
        return list;
    }

    private static ObjectNode part(ContentPart part) {
        return part instanceof ContentPart.Image image
                ? image(image.source())
                : text(PromptText.of(part));
    }

    private static ObjectNode text(String text) {
        return ProtocolJson.object().put("type", "text").put("text", text);
    }

    private static ObjectNode image(ContentPart.Image.Source source) {
        return ProtocolJson.object()
                .put("type", "file")
                .put("mime", PromptText.mediaType(source))
                .put("filename", "image")
                .put("url", PromptText.url(source));
    }
}
