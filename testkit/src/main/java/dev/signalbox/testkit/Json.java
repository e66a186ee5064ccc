package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/// Short ways to write and take apart JSON trees.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /// An object of names and values in turn; a Java null becomes a JSON null.
    static ObjectNode object(@Nullable Object... namesAndValues) {
        var object = MAPPER.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.set(String.valueOf(namesAndValues[i]), node(namesAndValues[i + 1]));
        }
        return object;
    }

    static ArrayNode array(@Nullable Object... values) {
        var array = MAPPER.createArrayNode();
        for (var value : values) {
            array.add(node(value));
        }
        return array;
    }

    /// `JsonNode.path` along several names.
    static JsonNode at(JsonNode node, String... names) {
        var found = node;
        for (var name : names) {
            found = found.path(name);
        }
        return found;
    }

    static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /// A list of one where the wire allows "one or many".
    static List<JsonNode> list(JsonNode oneOrMany) {
        if (isAbsent(oneOrMany)) {
            return List.of();
        }
        return oneOrMany.isArray() ? List.copyOf(oneOrMany.values()) : List.of(oneOrMany);
    }

    /// The same JSON with each string changed.
    static JsonNode mapStrings(JsonNode json, UnaryOperator<String> change) {
        if (json.isString()) {
            return node(change.apply(json.asString()));
        } else if (json.isArray()) {
            var values = new ArrayList<JsonNode>();
            json.forEach(value -> values.add(mapStrings(value, change)));
            return array(values.toArray());
        } else if (json.isObject()) {
            var fields = new LinkedHashMap<String, JsonNode>();
            json.properties()
                    .forEach(f -> fields.put(f.getKey(), mapStrings(f.getValue(), change)));
            return object().setAll(fields);
        }
        return json;
    }

    static JsonNode node(@Nullable Object value) {
        return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
    }
}
