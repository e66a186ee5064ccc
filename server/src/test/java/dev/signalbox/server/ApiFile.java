package dev.signalbox.server;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A description of the interface, as a tree.
record ApiFile(JsonNode root) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /// One method of one path.
    record Operation(String method, String path, JsonNode node, JsonNode item) {
        String name() {
            return method + " " + path;
        }

        boolean fits(String actualPath) {
            return actualPath.matches(path.replaceAll("\\{\\w+}", "[^/]+").replace(".", "\\."));
        }
    }

    /// The file that the server hands out.
    static ApiFile served(String name) {
        try (InputStream in = ApiFile.class.getResourceAsStream(name)) {
            return new ApiFile(YAML.readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    static ApiFile at(Path file) {
        return new ApiFile(YAML.readTree(file.toFile()));
    }

    List<Operation> operations() {
        var all = new ArrayList<Operation>();
        for (var path : root.path("paths").properties()) {
            for (var field : path.getValue().properties()) {
                if (METHODS.contains(field.getKey())) {
                    String method = field.getKey().toUpperCase(Locale.ROOT);
                    all.add(
                            new Operation(
                                    method, path.getKey(), field.getValue(), path.getValue()));
                }
            }
        }
        return all;
    }

    /// The one that a request is for: the path with the fewest parameters that fits.
    @Nullable Operation operation(String method, String actualPath) {
        return operations().stream()
                .filter(it -> it.method().equals(method) && it.fits(actualPath))
                .min(Comparator.comparingInt(it -> it.path().split(Pattern.quote("{"), -1).length))
                .orElse(null);
    }

    /// What a reference points to; the node itself when it is none.
    JsonNode resolve(JsonNode node) {
        var ref = node.path("$ref");
        return ref.isString() ? target(ref.stringValue()) : node;
    }

    JsonNode target(String ref) {
        return root.at(ref.substring(1));
    }

    /// All parameters of an operation, those of its path included.
    List<JsonNode> parameters(Operation operation) {
        var all = new ArrayList<JsonNode>();
        operation.item().path("parameters").forEach(it -> all.add(resolve(it)));
        operation.node().path("parameters").forEach(it -> all.add(resolve(it)));
        return all;
    }

    boolean hasParameter(Operation operation, String name) {
        return parameters(operation).stream()
                .anyMatch(it -> it.path("name").asString("").equals(name));
    }

    /// Every reference in the file.
    Set<String> references() {
        var all = new TreeSet<String>();
        walk(
                root,
                node -> {
                    if (node.path("$ref").isString()) {
                        all.add(node.path("$ref").stringValue());
                    }
                });
        return all;
    }

    /// What is wrong with a value, where fields that no schema names are wrong too.
    List<String> violations(JsonNode schema, JsonNode value) {
        return violations(schema(schema), value);
    }

    static List<String> violations(Schema schema, JsonNode value) {
        return schema.validate(value).stream().map(Object::toString).toList();
    }

    /// A schema by which fields that it does not name are wrong, wherever it refers to.
    Schema schema(JsonNode schema) {
        var self = (ObjectNode) schema.deepCopy();
        self.set("components", closed());
        return SCHEMAS.getSchema(self);
    }

    private JsonNode closed() {
        var components = root.path("components").deepCopy();
        closeIn(components.path("schemas"));
        return components;
    }

    /// The same schema, where fields that it does not name are wrong.
    static JsonNode close(JsonNode schema) {
        var copy = schema.deepCopy();
        closeIn(copy);
        return copy;
    }

    private static void closeIn(JsonNode schemas) {
        walk(
                schemas,
                node -> {
                    if (node instanceof ObjectNode object
                            && object.path("properties").isObject()
                            && object.path("type").toString().contains("object")
                            && object.path("additionalProperties").isMissingNode()) {
                        object.put("additionalProperties", false);
                    }
                });
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> walk(child, visitor));
    }
}
