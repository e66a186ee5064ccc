package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.Plan;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Map;

/// The parts of messages: what the model says and does, and what OpenCode puts into the user's mouth.
final class Parts {
    private final EventSink sink;
    private final IdSource ids;
    private final Texts texts;
    private final ToolCalls calls;
    private final Subagents subagents;
    private final Recent<Boolean> noticed = new Recent<>();

    Parts(EventSink sink, IdSource ids, ToolCalls calls) {
        this.sink = sink;
        this.ids = ids;
        this.calls = calls;
        this.texts = new Texts(sink, ids);
        this.subagents = new Subagents(sink, ids, texts, calls);
    }

    /// @param message null when OpenCode has said nothing of it
    /// @param isCut whether the turn was aborted
    void updated(String conversationId, JsonNode part, @Nullable Message message, boolean isCut) {
        var type = NativeJson.string(part, "type", "");
        if ((message != null && message.isUser()) || NativeJson.isTrue(part, "synthetic")) {
            ofUser(conversationId, part, type);
            return;
        }
        switch (type) {
            case "text", "reasoning" -> {
                if (message != null && message.isSummary()) {
                    summary(conversationId, part, type);
                } else {
                    texts.updated(
                            conversationId, part, message == null ? null : message.model(), isCut);
                }
            }
            case "tool" -> called(conversationId, part);
            // Said again by the message that they are in, or by the tools.
            case "step-start", "step-finish", "patch", "snapshot" -> {}
            default -> sink.log(LogLevel.DEBUG, "OpenCode said a part of type " + type, part);
        }
    }

    private void called(String conversationId, JsonNode part) {
        var ended = calls.updated(conversationId, part);
        if (ended != null) {
            subagents.ended(ended);
        } else if (NativeJson.string(part, "tool", "").equals(ToolShapes.SUBAGENT)) {
            subagents.called(conversationId, part);
        }
    }

    /// What the user said the server has said already.
    private void ofUser(String conversationId, JsonNode part, String type) {
        if (type.equals("compaction")) {
            once(part, conversationId, "The conversation is being compacted.", null);
        } else if (type.equals("text") && NativeJson.isTrue(part, "synthetic")) {
            once(part, conversationId, NativeJson.string(part, "text", ""), null);
        }
    }

    private void summary(String conversationId, JsonNode part, String type) {
        if (type.equals("text") && part.path("time").has("end")) {
            var summary = ProtocolJson.object();
            summary.put("summary", NativeJson.string(part, "text", ""));
            once(part, conversationId, "The conversation was compacted.", summary);
        }
    }

    private void once(
            JsonNode part, String conversationId, String text, @Nullable JsonNode metadata) {
        var partId = NativeJson.string(part, "id", "");
        if (!noticed.has(partId) && !text.isBlank()) {
            noticed.put(partId, true);
            notice(conversationId, text, metadata);
        }
    }

    void notice(String conversationId, String text, @Nullable JsonNode metadata) {
        sink.say(
                new StreamEvent.BlockComplete(
                        conversationId,
                        new SystemNotice(
                                ids.newId(IdSource.BLOCK),
                                null,
                                null,
                                "notice",
                                text,
                                metadata,
                                Map.of())));
    }

    /// @return false for a part that nothing is known of
    boolean appended(JsonNode delta, @Nullable Message message) {
        boolean isForSummary = message != null && message.isSummary();
        return isForSummary
                || (NativeJson.string(delta, "field", "").equals("text")
                        && texts.appended(
                                NativeJson.string(delta, "partID", ""),
                                NativeJson.string(delta, "delta", "")));
    }

    void removed(String partId) {
        texts.removed(partId);
        calls.removed(partId);
    }

    void todos(String conversationId, JsonNode todos) {
        var entries = new ArrayList<Plan.Entry>();
        for (var todo : todos) {
            entries.add(
                    new Plan.Entry(
                            NativeJson.string(todo, "content", ""),
                            NativeJson.string(todo, "status", "pending"),
                            NativeJson.string(todo, "priority"),
                            Map.of()));
        }
        sink.say(
                new StreamEvent.BlockComplete(
                        conversationId,
                        new Plan(ids.newId(IdSource.BLOCK), null, null, entries, Map.of())));
    }

    /// The model is asked again: what it had not finished it writes anew.
    void withdraw(String conversationId) {
        texts.withdraw(conversationId);
        calls.withdraw(conversationId);
    }

    /// The turn is over: completes what is open.
    void turnEnded() {
        subagents.cutAll();
        texts.cut(StreamEvent.MAIN);
        calls.cut(StreamEvent.MAIN);
    }
}
