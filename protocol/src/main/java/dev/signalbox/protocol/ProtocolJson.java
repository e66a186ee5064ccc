package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The one place that turns protocol records into JSON and back.
///
/// Strict in types: a number is not a string. Unknown fields are kept by the records themselves.
/// Times are ISO-8601 in UTC with milliseconds. Thread-safe.
public final class ProtocolJson {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER = mapper();

    private ProtocolJson() {}

    private static JsonMapper mapper() {
        var factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength(ProtocolLimits.LINE_BYTES_MAX)
                                        .maxNestingDepth(ProtocolLimits.NESTING_MAX)
                                        .build())
                        .streamWriteConstraints(
                                StreamWriteConstraints.builder()
                                        .maxNestingDepth(ProtocolLimits.NESTING_MAX * 2)
                                        .build())
                        .build();
        var times = new SimpleModule("signalbox-times");
        times.addSerializer(Instant.class, new InstantSerializer());
        times.addDeserializer(Instant.class, new InstantDeserializer());
        return JsonMapper.builder(factory)
                .addModule(times)
                .annotationIntrospector(new StrictIntrospector())
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .changeDefaultPropertyInclusion(
                        was -> was.withValueInclusion(JsonInclude.Include.NON_NULL))
                .withCoercionConfig(
                        LogicalType.Textual,
                        config ->
                                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /// The mapper itself, for callers that bind types of their own by the same rules.
    public static JsonMapper mapperForEmbedding() {
        return MAPPER;
    }

    /// Reads one JSON value.
    ///
    /// @throws ProtocolException if it is not JSON, lacks a required field, or has one of the wrong
    ///   type
    public static <T> T read(String json, Class<T> type) throws ProtocolException {
        try {
            return notNull(MAPPER.readValue(json, type), type);
        } catch (JacksonException e) {
            throw classify(e);
        }
    }

    /// As [#read(String, Class)], from UTF-8.
    public static <T> T read(byte[] utf8, Class<T> type) throws ProtocolException {
        return read(utf8, 0, utf8.length, type);
    }

    /// As [#read(String, Class)], from a part of an array of UTF-8.
    public static <T> T read(byte[] utf8, int start, int length, Class<T> type)
            throws ProtocolException {
        try {
            return notNull(MAPPER.readValue(utf8, start, length, type), type);
        } catch (JacksonException e) {
            throw classify(e);
        }
    }

    /// Reads one JSON object as a tree.
    public static ObjectNode readObject(byte[] utf8) throws ProtocolException {
        var tree = read(utf8, JsonNode.class);
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw ProtocolException.notJson("not a JSON object", null);
    }

    /// As [#readObject(byte[])], from a string.
    public static ObjectNode readObject(String json) throws ProtocolException {
        return readObject(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Binds a tree. For trees that the caller made itself, or checks for itself.
    ///
    /// @throws tools.jackson.core.JacksonException if the tree does not fit
    public static <T> T fromTree(JsonNode tree, Class<T> type) {
        return MAPPER.treeToValue(tree, type);
    }

    /// Binds a tree that somebody else wrote.
    public static <T> T bind(JsonNode tree, Class<T> type) throws ProtocolException {
        try {
            return notNull(MAPPER.treeToValue(tree, type), type);
        } catch (JacksonException e) {
            throw classify(e);
        }
    }

    /// A value as a tree.
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /// An empty object to fill.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// A text as JSON.
    public static JsonNode text(String text) {
        return tools.jackson.databind.node.StringNode.valueOf(text);
    }

    /// Writes one line of JSON, without its newline: JSON's escapes keep newlines out of it.
    public static String write(Object value) {
        return escapeLoneSurrogates(MAPPER.writeValueAsString(value));
    }

    /// As [#write], in UTF-8.
    public static byte[] writeBytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /// A time as the protocol writes it.
    public static String time(Instant at) {
        return MILLIS.format(at);
    }

    /// Agents cut texts between the halves of a surrogate pair. A half has no UTF-8 of its own;
    /// as an escape it survives, and meets its other half when deltas are joined.
    private static String escapeLoneSurrogates(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                if (escaped != null) {
                    escaped.append(c);
                }
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1))) {
                if (escaped != null) {
                    escaped.append(c).append(json.charAt(i + 1));
                }
                i++;
            } else {
                if (escaped == null) {
                    escaped = new StringBuilder(json.length() + 8).append(json, 0, i);
                }
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped == null ? json : escaped.toString();
    }

    private static <T> T notNull(@Nullable T value, Class<T> type) throws ProtocolException {
        if (value == null) { // Jackson reads the JSON literal null as Java null.
            throw ProtocolException.notJson("null is not a " + type.getSimpleName(), null);
        }
        return value;
    }

    private static ProtocolException classify(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Require.MissingFieldException missing) {
                return ProtocolException.missingField(String.valueOf(missing.getMessage()), e);
            }
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof MismatchedInputException) {
            if (message.startsWith("Missing required creator property")) {
                return ProtocolException.missingField(
                        "required field '" + message.split("'", 3)[1] + "' is missing", e);
            }
            if (message.startsWith("Cannot map `null`")) {
                return ProtocolException.missingField("a required field is null", e);
            }
        }
        if (e instanceof InputCoercionException) { // A number that is too large for its field.
            return ProtocolException.wrongType(message, e);
        }
        boolean isTrailing = message.startsWith("Trailing");
        if (e instanceof StreamReadException || isTrailing) {
            return ProtocolException.notJson(message, e);
        }
        return ProtocolException.wrongType(message, e);
    }

    /// Times are texts: what looks like a number of seconds is a mistake.
    private static final class InstantDeserializer extends StdDeserializer<Instant> {
        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(this, "not an ISO-8601 time");
            }
            try {
                return Instant.parse(in.getString());
            } catch (DateTimeException e) {
                return context.reportInputMismatch(
                        this, "'%s' is not an ISO-8601 time", in.getString());
            }
        }
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(time(value));
        }
    }
}
