package dev.signalbox.journal;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// What a session is found by, as it is stored: in lower case, and bounded.
final class SearchText {
    /// Characters of what was said that are kept for each session; what is said later is not found.
    static final int SAID_MAX = 8_192;

    /// Those of one message.
    private static final int MESSAGE_MAX = 1_024;

    private SearchText() {}

    static @Nullable String of(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /// The values of an object, a line each; its names are not searched.
    static @Nullable String ofValues(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            var text = new StringBuilder();
            collect(ProtocolJson.readObject(json), text);
            return of(text.toString());
        } catch (ProtocolException _) {
            return of(json); // Whatever it is, it is text.
        }
    }

    private static void collect(JsonNode node, StringBuilder text) {
        if (node.isContainer()) {
            node.forEach(child -> collect(child, text));
        } else if (!node.isNull()) {
            text.append(node.asString()).append('\n');
        }
    }

    /// A message, with an end that no other message begins with.
    static @Nullable String ofMessage(@Nullable String said) {
        if (said == null) {
            return null;
        }
        // PostgreSQL keeps no character 0 in a text.
        String plain = said.replace('\0', ' ');
        return of(plain.substring(0, Math.min(MESSAGE_MAX, plain.length()))) + "\n";
    }

    /// What was said before and now, within bounds.
    static String joined(String before, String now) {
        String all = before + now;
        return all.substring(0, Math.min(SAID_MAX, all.length()));
    }
}
