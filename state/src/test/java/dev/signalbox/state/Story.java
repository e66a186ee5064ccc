package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// A journal written by hand, one line an event: `seq` counts by itself, every event is a quarter
/// of a second after the one before it. JSON may be written with single quotes.
final class Story {
    static final String SESSION = "s1";
    static final Instant T0 = Instant.parse("2026-11-23T10:00:00.000Z");

    private final List<Envelope> events = new ArrayList<>();
    private @Nullable String queryId;
    private String conversationId = StreamEvent.MAIN;

    static Story begun() {
        return new Story()
                .says(
                        new SessionEvent.Created(
                                "demo",
                                "local",
                                (ObjectNode) json("{'model':'demo-1'}"),
                                "a session",
                                null,
                                By.principal("admin")));
    }

    List<Envelope> events() {
        return List.copyOf(events);
    }

    SessionState fold() {
        return SessionState.EMPTY.onAll(events);
    }

    Story says(SessionEvent event) {
        long seq = events.size() + 1L;
        events.add(new Envelope(SESSION, seq, T0.plusMillis(250 * seq), queryId, event));
        return this;
    }

    Story inConversation(String id) {
        conversationId = id;
        return this;
    }

    Story inQuery(@Nullable String id) {
        queryId = id;
        return this;
    }

    Story queued(String id, int position, String text, @Nullable String messageId) {
        var before = queryId;
        return inQuery(id)
                .says(
                        new SessionEvent.QueryQueued(
                                id,
                                position,
                                MessageContent.of(text),
                                messageId,
                                By.principal("admin")))
                .inQuery(before);
    }

    /// Starts a query and says the user's message, as a server does.
    Story asks(String id, String messageId, String text) {
        return started(id)
                .complete(
                        "{'type':'user_message','id':'%s','timestamp':'2026-11-23T10:00:00.000Z','content':'%s'}"
                                .formatted(messageId, text));
    }

    Story started(String id) {
        return inQuery(id)
                .says(new SessionEvent.QueryStarted(id, QueryOrigin.CLIENT, By.principal("admin")));
    }

    Story ended(String id, QueryOutcome outcome, @Nullable QueryCause cause) {
        return inQuery(id)
                .says(new SessionEvent.QueryEnded(id, outcome, null, cause, null, 1_000))
                .inQuery(null);
    }

    Story completed(String id) {
        return inQuery(id)
                .says(
                        new SessionEvent.QueryEnded(
                                id, QueryOutcome.COMPLETED, "end_turn", null, null, 1_000))
                .inQuery(null);
    }

    Story start(String block) {
        return conversation(new StreamEvent.BlockStart(conversationId, block(block)));
    }

    Story delta(String blockId, String delta) {
        return conversation(new StreamEvent.TextDelta(conversationId, blockId, delta));
    }

    Story update(String blockId, String updates) {
        var fields = new LinkedHashMap<String, JsonNode>();
        json(updates).properties().forEach(one -> fields.put(one.getKey(), one.getValue()));
        return conversation(new StreamEvent.BlockUpdate(conversationId, blockId, fields));
    }

    Story complete(String block) {
        return conversation(new StreamEvent.BlockComplete(conversationId, block(block)));
    }

    Story metadata(String metadata) {
        return conversation(
                new StreamEvent.MetadataUpdate(conversationId, read(metadata, Metadata.class)));
    }

    private Story conversation(StreamEvent.Conversation said) {
        return says(new SessionEvent.Conversation(said));
    }

    Story permission(String requestId, String request) {
        var tree = (ObjectNode) json(request);
        tree.put("type", "permission_requested").put("requestId", requestId);
        tree.put("queryId", String.valueOf(queryId));
        return says(
                new SessionEvent.PermissionRequested(
                        read(tree.toString(), StreamEvent.PermissionRequested.class), null));
    }

    Story resolved(String requestId, @Nullable String optionId, By by) {
        return says(new SessionEvent.PermissionResolved(requestId, optionId, by, null, null));
    }

    Story withdrawn(String requestId) {
        return resolved(requestId, null, By.WITHDRAWN);
    }

    Story revoked(String grantId, By by) {
        return says(new SessionEvent.PermissionRevoked(grantId, by));
    }

    /// A `session:status` about the environment; what it says of the rest does not count.
    Story status(EnvironmentStatus status) {
        return status(environment(status, null, null));
    }

    Story status(SessionRuntimeState.@Nullable Environment environment) {
        var before = queryId;
        return inQuery(null)
                .says(
                        new SessionEvent.Status(
                                new SessionRuntimeState(
                                        true, environment, null, List.of(), List.of(), null)))
                .inQuery(before);
    }

    static SessionRuntimeState.Environment environment(
            EnvironmentStatus status,
            @Nullable String message,
            SessionRuntimeState.@Nullable LastError lastError) {
        return new SessionRuntimeState.Environment("env-1", status, message, null, 0, lastError);
    }

    static ConversationBlock block(String json) {
        return read(json, ConversationBlock.class);
    }

    static JsonNode json(String json) {
        return read(json, JsonNode.class);
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return ProtocolJson.read(json.replace('\'', '"'), type);
        } catch (ProtocolException e) {
            throw new AssertionError("this story's JSON is wrong: " + json, e);
        }
    }
}
