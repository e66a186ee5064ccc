package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a user says: a text, or parts. On the wire a string or an array.
public sealed interface MessageContent {
    /// The plain text of it; other parts than text are left out.
    String text();

    record Plain(@JsonValue String text) implements MessageContent {
        public Plain {
            Require.field(text, "content");
        }
    }

    record Parts(@JsonValue List<ContentPart> parts) implements MessageContent {
        public Parts {
            parts = Require.list(parts, "content");
        }

        @Override
        public String text() {
            return parts.stream()
                    .filter(ContentPart.Text.class::isInstance)
                    .map(part -> ((ContentPart.Text) part).text())
                    .collect(Collectors.joining("\n"));
        }
    }

    static MessageContent of(String text) {
        return new Plain(text);
    }

    /// Reads either form.
    ///
    /// @throws IllegalArgumentException if the value is neither a string nor an array of parts
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static MessageContent of(JsonNode json) {
        if (json.isString()) {
            return new Plain(json.stringValue());
        }
        if (!json.isArray()) {
            throw new IllegalArgumentException("content is neither a string nor a list of parts");
        }
        var parts = new ArrayList<ContentPart>(json.size());
        for (var part : json) {
            parts.add(ProtocolJson.fromTree(part, ContentPart.class));
        }
        return new Parts(parts);
    }
}
