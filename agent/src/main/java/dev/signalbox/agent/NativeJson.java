package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Instant;

/// Reads fields of native lines, which may be absent or of any type.
public final class NativeJson {
    private static final double LONG_MAX = Long.MAX_VALUE;

    private NativeJson() {}

    /// A text; null when the field is absent or has none.
    public static @Nullable String string(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /// A text, or another when the field is absent or has none.
    public static String string(JsonNode node, String field, String otherwise) {
        var value = string(node, field);
        return value == null ? otherwise : value;
    }

    /// Whether the field is there and true.
    public static boolean isTrue(JsonNode node, String field) {
        var value = node.get(field);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    /// A whole number; 0 when the field has none.
    public static long number(JsonNode node, String field) {
        var value = whole(node.get(field));
        return value == null ? 0 : value;
    }

    /// A number without what follows its point; null when it is none, or too large for one.
    public static @Nullable Long whole(@Nullable JsonNode value) {
        if (value == null || !value.isNumber()) {
            return null;
        }
        if (value.isIntegralNumber()) {
            return value.canConvertToLong() ? value.longValue() : null;
        }
        double real = real(value);
        return Math.abs(real) < LONG_MAX ? (long) real : null;
    }

    /// A number; 0 when it is none, or too large for one.
    public static double real(@Nullable JsonNode value) {
        double real = value != null && value.isNumber() ? value.asDouble(0) : 0;
        return Double.isFinite(real) ? real : 0;
    }

    /// The field `timestamp`; null when it holds no time.
    public static @Nullable Instant timestamp(JsonNode line) {
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
