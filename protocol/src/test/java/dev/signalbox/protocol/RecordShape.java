package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnySetter;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Breaks JSON in every way that the records' components tell of.
final class RecordShape {
    static final String READ = "READ";

    private static final String MISSING = Violation.MISSING_FIELD.name();
    private static final String WRONG = Violation.WRONG_TYPE.name();

    private final ObjectNode root;
    private final List<Broken> broken = new ArrayList<>();

    private RecordShape(ObjectNode root) {
        this.root = root;
    }

    /// @param expected the violation, or [#READ] where it is none
    record Broken(String what, ObjectNode json, String expected) {}

    record Field(String name, Type type, boolean isRequired) {
        Class<?> raw() {
            return rawOf(type);
        }
    }

    static List<Broken> broken(Vectors.Case vector) {
        var shape = new RecordShape(vector.json().deepCopy());
        if (vector.folder().equals(Vectors.SESSION_EVENT)) {
            shape.envelope(vector);
        } else {
            shape.record(vector.folder(), vector.type(), shape.root);
            if (!vector.folder().equals(Vectors.REST)) {
                shape.field("", shape.root, new Field("type", String.class, true));
            }
        }
        return shape.broken;
    }

    private void envelope(Vectors.Case vector) {
        for (var name : List.of("type", "sessionId", "track")) {
            field("", root, new Field(name, String.class, true));
        }
        field("", root, new Field("seq", long.class, true));
        field("", root, new Field("at", Instant.class, true));
        field("", root, new Field("data", ObjectNode.class, true));
        field("", root, new Field("queryId", String.class, false));
        field("", root, new Field("prev", Long.class, false));
        var data = (ObjectNode) root.path("data");
        if (vector.type() == SessionEvent.PermissionRequested.class) {
            record("data", StreamEvent.PermissionRequested.class, data);
            field("data", data, new Field("deadline", Instant.class, false));
        } else if (vector.type() != SessionEvent.Unknown.class
                && vector.type() != SessionEvent.Unrecognized.class) {
            record("data", vector.type(), data);
        }
    }

    /// The components that stand in the JSON by their names.
    static List<Field> fields(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .filter(part -> !part.isAnnotationPresent(JsonAnySetter.class))
                .filter(part -> part.getAccessor().getAnnotation(JsonAnySetter.class) == null)
                .filter(part -> !part.getName().equals("others"))
                .map(part -> new Field(part.getName(), part.getGenericType(), isRequired(part)))
                .toList();
    }

    private static boolean isRequired(RecordComponent part) {
        boolean isNullable = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean isDefaulted = // Absent is empty.
                part.getDeclaringRecord() == SessionRuntimeState.class
                        && List.class.isAssignableFrom(part.getType());
        return !isNullable && !isDefaulted;
    }

    private void record(String at, Class<?> type, ObjectNode json) {
        for (var field : fields(type)) {
            field(at, json, field);
        }
    }

    private void field(String at, ObjectNode holder, Field field) {
        String path = at + "." + field.name();
        JsonNode value = holder.get(field.name());
        change(
                path + " dropped",
                holder,
                field.isRequired() ? MISSING : READ,
                one -> {
                    one.remove(field.name());
                });
        if (field.raw() != JsonNode.class && field.raw() != Object.class) {
            change(
                    path + " null",
                    holder,
                    field.isRequired() ? MISSING : READ,
                    one -> {
                        one.putNull(field.name());
                    });
        }
        for (var wrong : wrong(field.raw())) {
            change(path + " = " + wrong, holder, WRONG, one -> one.set(field.name(), wrong));
        }
        if (value != null && !value.isNull()) {
            inside(path, field.type(), value);
        }
    }

    /// Changes the root for a moment and keeps a copy of it.
    private void change(
            String what, ObjectNode holder, String expected, Consumer<ObjectNode> change) {
        var before = new LinkedHashMap<String, JsonNode>();
        holder.properties().forEach(field -> before.put(field.getKey(), field.getValue()));
        change.accept(holder);
        broken.add(new Broken(what, root.deepCopy(), expected));
        holder.removeAll();
        before.forEach(holder::set);
    }

    private void inside(String path, Type type, JsonNode value) {
        var raw = rawOf(type);
        if (raw.isRecord() && value instanceof ObjectNode object) {
            record(path, raw, object);
        } else if (Vectors.UNIONS.containsValue(raw) && value instanceof ObjectNode object) {
            var member = memberOf(raw, object.path("type").asString(""));
            field(path, object, new Field("type", String.class, true));
            if (!member.getSimpleName().equals("Unknown")) {
                record(path, member, object);
            }
        } else if (raw == MessageContent.class && value instanceof ArrayNode parts) {
            for (int i = 0; i < parts.size(); i++) {
                inside(path + "[" + i + "]", ContentPart.class, parts.get(i));
            }
        } else if (Collection.class.isAssignableFrom(raw)) {
            for (int i = 0; i < value.size(); i++) {
                inside(path + "[" + i + "]", argument(type, 0), value.get(i));
            }
        } else if (Map.class.isAssignableFrom(raw)) {
            value.properties()
                    .forEach(entry ->
                            inside(
                                    path + "." + entry.getKey(),
                                    argument(type, 1),
                                    entry.getValue()));
        }
    }

    private static Class<?> memberOf(Class<?> union, String wireName) {
        return Vectors.members(union).stream()
                .filter(one -> !one.getSimpleName().equals("Unknown"))
                .filter(one -> WireNames.of(one).equals(wireName))
                .findFirst()
                .orElseGet(() -> Vectors.members(union).getLast());
    }

    private static Class<?> rawOf(Type type) {
        return switch (type) {
            case Class<?> raw -> raw;
            case ParameterizedType of -> (Class<?>) of.getRawType();
            default -> Object.class;
        };
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType of
                ? of.getActualTypeArguments()[index]
                : Object.class;
    }

    private static List<JsonNode> wrong(Class<?> raw) {
        if (raw == JsonNode.class || raw == Object.class) {
            return List.of();
        }
        if (raw == MessageContent.class) {
            return trees(5, true, Map.of());
        }
        if (raw == By.class) {
            return trees(5, true, List.of(), Map.of());
        }
        if (raw == String.class) {
            return trees(5, true, 1.5, Map.of(), List.of());
        }
        if (raw == Instant.class) {
            return trees(5, 1.5, true, "yesterday", "", Map.of());
        }
        if (raw.isEnum()) {
            return trees(0, 5, true, "no such word", "", Map.of());
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return trees(1, 0, "true", "", Map.of(), List.of());
        }
        if (raw == double.class || raw == Double.class) {
            return trees("1", "", true, Map.of(), List.of());
        }
        if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
            return trees("1", "", true, 1.5, BigInteger.TEN.pow(30), Map.of(), List.of());
        }
        return Collection.class.isAssignableFrom(raw)
                ? trees(5, "x", "", Map.of())
                : trees(5, "x", "", true, List.of());
    }

    private static List<JsonNode> trees(Object... values) {
        return Stream.of(values).map(ProtocolJson::tree).toList();
    }
}
