package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// The smallest value that fits a JSON schema, for agents that want JSON from their model.
final class SchemaSample {
    private SchemaSample() {}

    static JsonNode of(JsonNode schema) {
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return schema.path("enum").path(0);
        }
        return switch (type(schema)) {
            case "object" -> object(schema.path("properties"));
            case "array" -> Json.array();
            case "number", "integer" -> Json.node(1);
            case "boolean" -> Json.node(false);
            case "null" -> Json.node(null);
            default -> Json.node("stub");
        };
    }

    private static String type(JsonNode schema) {
        var types = Json.list(schema.path("type"));
        var guess = schema.has("properties") ? "object" : "string";
        return types.isEmpty() ? guess : types.getFirst().asString(guess).toLowerCase(Locale.ROOT);
    }

    private static JsonNode object(JsonNode properties) {
        var sample = Json.object();
        properties.properties().forEach(p -> sample.set(p.getKey(), of(p.getValue())));
        return sample;
    }
}
