package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Envelopes as JSON. An event is written once and its bytes are kept: the journal, the tail and
/// every subscriber share them.
public final class EnvelopeJson {
    private static final Map<String, Class<? extends SessionEvent>> PLAIN =
            Stream.of(
                            SessionEvent.Created.class,
                            SessionEvent.QueryQueued.class,
                            SessionEvent.QueryStarted.class,
                            SessionEvent.QueryEnded.class,
                            SessionEvent.PermissionResolved.class,
                            SessionEvent.PermissionRevoked.class,
                            SessionEvent.OptionsUpdate.class,
                            SessionEvent.FileCreated.class,
                            SessionEvent.FileModified.class,
                            SessionEvent.FileDeleted.class,
                            SessionEvent.Status.class,
                            SessionEvent.Log.class,
                            SessionEvent.ErrorReported.class)
                    .collect(Collectors.toUnmodifiableMap(WireNames::of, Function.identity()));

    private static final Map<String, Class<? extends StreamEvent.Conversation>> CONVERSATION =
            Map.of(
                    "session:block:start", StreamEvent.BlockStart.class,
                    "session:block:delta", StreamEvent.TextDelta.class,
                    "session:block:update", StreamEvent.BlockUpdate.class,
                    "session:block:complete", StreamEvent.BlockComplete.class,
                    "session:metadata:update", StreamEvent.MetadataUpdate.class);

    private EnvelopeJson() {}

    /// Writes an envelope, without a newline.
    public static byte[] write(Envelope envelope) {
        return write(envelope, ProtocolJson.writeBytes(data(envelope.event())));
    }

    /// Writes an envelope around a runner's own bytes, unknown fields and all.
    ///
    /// @param data one JSON object in UTF-8
    public static byte[] write(Envelope envelope, byte[] data) {
        var head = new StringBuilder(160);
        head.append("{\"type\":\"").append(envelope.event().wireName());
        head.append("\",\"sessionId\":").append(ProtocolJson.write(envelope.sessionId()));
        head.append(",\"seq\":").append(envelope.seq());
        head.append(",\"at\":\"").append(ProtocolJson.time(envelope.at()));
        head.append("\",\"track\":\"").append(envelope.event().track().wireName()).append('"');
        if (envelope.queryId() != null) {
            head.append(",\"queryId\":").append(ProtocolJson.write(envelope.queryId()));
        }
        if (envelope.prev() != null) {
            head.append(",\"prev\":").append(envelope.prev());
        }
        head.append(",\"data\":");
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] json = Arrays.copyOf(start, start.length + data.length + 1);
        System.arraycopy(data, 0, json, start.length, data.length);
        json[json.length - 1] = '}';
        return json;
    }

    /// The same envelope with `prev`, for a reader that was not sent the event before it.
    ///
    /// @param json what [#write] gave for an envelope without `prev`
    public static byte[] withPrev(byte[] json, long prev) {
        byte[] tail = (",\"prev\":" + prev + "}").getBytes(StandardCharsets.US_ASCII);
        byte[] out = Arrays.copyOf(json, json.length - 1 + tail.length);
        System.arraycopy(tail, 0, out, json.length - 1, tail.length);
        return out;
    }

    /// The `data` of an event as JSON.
    public static JsonNode data(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Conversation(var said) -> ProtocolJson.tree(said);
            case SessionEvent.PermissionRequested(var request, var deadline) -> {
                var tree = (ObjectNode) ProtocolJson.tree(request);
                if (deadline != null) {
                    tree.put("deadline", ProtocolJson.time(deadline));
                }
                yield tree;
            }
            case SessionEvent.Unknown(var object) -> object;
            case SessionEvent.Unrecognized(_, _, var data) -> data;
            default -> ProtocolJson.tree(event); // The plain records are their own data.
        };
    }

    /// Reads an envelope.
    ///
    /// @throws ProtocolException if it is not one
    public static Envelope read(byte[] json) throws ProtocolException {
        return read(ProtocolJson.readObject(json));
    }

    /// As [#read(byte[])], from a tree.
    public static Envelope read(ObjectNode tree) throws ProtocolException {
        String type = string(tree, "type");
        if (!(required(tree, "data") instanceof ObjectNode data)) {
            throw ProtocolException.wrongType("'data' is not an object", null);
        }
        return new Envelope(
                string(tree, "sessionId"),
                integer(required(tree, "seq"), "seq"),
                instant(string(tree, "at")),
                tree.hasNonNull("queryId") ? string(tree, "queryId") : null,
                event(type, string(tree, "track"), data),
                tree.hasNonNull("prev") ? integer(tree.path("prev"), "prev") : null);
    }

    private static SessionEvent event(String type, String track, ObjectNode data)
            throws ProtocolException {
        var plain = PLAIN.get(type);
        if (plain != null) {
            return ProtocolJson.bind(data, plain);
        }
        var said = CONVERSATION.get(type);
        if (said != null) {
            return new SessionEvent.Conversation(
                    said.cast(ProtocolJson.bind(typed(data, WireNames.of(said)), said)));
        }
        return switch (type) {
            case "session:permission:requested" -> permission(data);
            case "session:unknown" -> new SessionEvent.Unknown(data);
            default ->
                    new SessionEvent.Unrecognized(
                            type,
                            track.equals(Track.OPERATIONS.wireName())
                                    ? Track.OPERATIONS
                                    : Track.CONVERSATION,
                            data);
        };
    }

    private static SessionEvent permission(ObjectNode data) throws ProtocolException {
        var request = typed(data, "permission_requested");
        Instant deadline =
                request.hasNonNull("deadline") ? instant(string(request, "deadline")) : null;
        request.remove("deadline");
        return new SessionEvent.PermissionRequested(
                ProtocolJson.bind(request, StreamEvent.PermissionRequested.class), deadline);
    }

    /// A runner's `type` may stay in the data; the union needs it.
    private static ObjectNode typed(ObjectNode data, String type) {
        ObjectNode copy = ProtocolJson.object();
        copy.put("type", type);
        data.properties()
                .forEach(field -> {
                    if (!field.getKey().equals("type")) {
                        copy.set(field.getKey(), field.getValue());
                    }
                });
        return copy;
    }

    private static String string(ObjectNode tree, String name) throws ProtocolException {
        JsonNode value = required(tree, name);
        if (!value.isString()) {
            throw ProtocolException.wrongType("'" + name + "' is not a string", null);
        }
        return value.stringValue();
    }

    private static JsonNode required(ObjectNode tree, String name) throws ProtocolException {
        @Nullable JsonNode value = tree.get(name);
        if (value == null || value.isNull()) {
            throw ProtocolException.missingField("required field '" + name + "' is missing", null);
        }
        return value;
    }

    private static long integer(JsonNode value, String name) throws ProtocolException {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw ProtocolException.wrongType("'" + name + "' is not an integer", null);
        }
        return value.longValue();
    }

    private static Instant instant(String text) throws ProtocolException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProtocolException.wrongType("'" + text + "' is not an ISO-8601 time", e);
        }
    }
}
