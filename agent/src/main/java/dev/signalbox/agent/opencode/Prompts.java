package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentOptions;
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
        return switch (part) {
            case ContentPart.Text text -> text(text.text());
            case ContentPart.Image image -> image(image.source());
            case ContentPart.ResourceLink link -> text("[" + link.name() + "](" + link.uri() + ")");
            case ContentPart.Resource resource ->
                    text(
                            "<resource uri=\""
                                    + resource.uri()
                                    + "\">\n"
                                    + (resource.text() == null ? "" : resource.text())
                                    + "\n</resource>");
            case ContentPart.Unknown unknown -> text(ProtocolJson.write(unknown));
        };
    }

    private static ObjectNode text(String text) {
        return ProtocolJson.object().put("type", "text").put("text", text);
    }

    private static ObjectNode image(ContentPart.Image.Source source) {
        var given = source.mediaType();
        var mediaType = given == null ? "image/png" : given;
        boolean isUrl = source.type().equals("url");
        return ProtocolJson.object()
                .put("type", "file")
                .put("mime", mediaType)
                .put("filename", "image")
                .put(
                        "url",
                        isUrl ? source.data() : "data:" + mediaType + ";base64," + source.data());
    }
}
