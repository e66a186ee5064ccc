package dev.signalbox.agent;

import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ProtocolJson;

/// Parts of a user's message for agents that take texts and images.
public final class PromptText {
    private static final String MEDIA_TYPE = "image/png";

    private PromptText() {}

    /// A part as text; an image as its place or a word for it.
    public static String of(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> text.text();
            case ContentPart.ResourceLink link -> "[" + link.name() + "](" + link.uri() + ")";
            case ContentPart.Resource resource ->
                    "<resource uri=\""
                            + resource.uri()
                            + "\">\n"
                            + (resource.text() == null ? "" : resource.text())
                            + "\n</resource>";
            case ContentPart.Image image ->
                    image.source().type().equals("url") ? image.source().data() : "[an image]";
            case ContentPart.Unknown unknown -> ProtocolJson.write(unknown);
        };
    }

    public static String mediaType(ContentPart.Image.Source source) {
        var given = source.mediaType();
        return given == null ? MEDIA_TYPE : given;
    }

    /// Where an image is, or all of it in a `data:` URL.
    public static String url(ContentPart.Image.Source source) {
        return source.type().equals("url")
                ? source.data()
                : "data:" + mediaType(source) + ";base64," + source.data();
    }
}
