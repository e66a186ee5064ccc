package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

/// Wire names, written once: in the `@JsonTypeName` of the record that has them.
final class WireNames {
    private static final ClassValue<String> NAMES =
            new ClassValue<>() {
                @Override
                protected String computeValue(Class<?> type) {
                    var name = type.getAnnotation(JsonTypeName.class);
                    if (name == null) {
                        throw new IllegalStateException(type + " has no @JsonTypeName");
                    }
                    return name.value();
                }
            };

    private WireNames() {}

    static String of(Class<?> type) {
        return NAMES.get(type);
    }
}
