package dev.signalbox.agent.claude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Instant;

/// Reads fields of native lines, which may be absent or of any type.
final class Native {
    private Native() {}

    static @Nullable String string(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    static String string(JsonNode node, String field, String otherwise) {
        var value = string(node, field);
        return value == null ? otherwise : value;
    }

    static boolean isTrue(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    /// A whole number; 0 when the field has none.
    static long number(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isNumber() && value.canConvertToLong()
                ? value.longValue()
                : 0;
    }

    static @Nullable Instant timestamp(JsonNode line) {
        var text = string(line, "timestamp");
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return null; // A time that cannot be read is as good as none.
        }
    }
}
