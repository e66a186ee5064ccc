package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks that the records' constructors share.
final class Require {
    private Require() {}

    /// @throws MissingFieldException if a required field is absent or null
    static <T> T field(@Nullable T value, String name) {
        if (value == null) {
            throw new MissingFieldException(name);
        }
        return value;
    }

    /// Fields that this build does not know, in the order in which they came; never null.
    static Map<String, JsonNode> others(@Nullable Map<String, JsonNode> others) {
        return others == null || others.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /// As [#others], for members of a union, whose `type` is said by the record itself.
    static Map<String, JsonNode> othersButType(@Nullable Map<String, JsonNode> others) {
        if (others == null || others.isEmpty()) {
            return Map.of();
        }
        var copy = new LinkedHashMap<>(others);
        copy.remove("type");
        return copy.isEmpty() ? Map.of() : Collections.unmodifiableMap(copy);
    }

    static <T> List<T> list(@Nullable List<T> list, String name) {
        return List.copyOf(field(list, name));
    }

    static <T> @Nullable List<T> optionalList(@Nullable List<T> list) {
        return list == null ? null : List.copyOf(list);
    }

    /// A required field is absent. Jackson wraps it; [ProtocolJson] finds it again.
    static final class MissingFieldException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        MissingFieldException(String name) {
            super("required field '" + name + "' is missing");
        }
    }
}
