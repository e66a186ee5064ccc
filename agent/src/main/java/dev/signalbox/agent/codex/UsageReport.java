package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/// Says what was used, for each query and conversation by itself.
final class UsageReport {
    private final EventSink sink;
    private final Turns turns;
    private final TokenUsage usage;
    private final Map<Key, Usage> spent = new HashMap<>();

    /// Where usage is counted.
    ///
    /// @param queryId empty for what is used outside a query
    private record Key(String queryId, String threadId) {}

    UsageReport(EventSink sink, Turns turns, TokenUsage usage) {
        this.sink = sink;
        this.turns = turns;
        this.usage = usage;
    }

    /// A thread has used something.
    ///
    /// @param isNews whether a turn that runs has used it; else it is only where the count stands
    /// @return whether anything was used since the last time
    boolean tokens(String threadId, boolean isMain, boolean isNews, JsonNode tokenUsage) {
        if (!isNews) {
            usage.reached(threadId, isMain, tokenUsage);
            return false;
        }
        var since = usage.since(threadId, isMain, tokenUsage);
        if (since == null) {
            return false;
        }
        var turn = turns.active();
        var key = new Key(turn == null ? "" : turn.queryId, threadId);
        var sum = spent.merge(key, since, Usage::plus);
        var news = metadata(sum, tokenUsage);
        if (isMain) {
            turns.metadata(news);
        } else {
            sink.say(new StreamEvent.MetadataUpdate(threadId, news));
        }
        return true;
    }

    private static Metadata metadata(Usage usage, JsonNode tokenUsage) {
        return new Metadata(
                usage,
                null,
                positive(tokenUsage.path("last"), "totalTokens"),
                positive(tokenUsage, "modelContextWindow"),
                null,
                null,
                null,
                Map.of());
    }

    private static @Nullable Long positive(JsonNode node, String field) {
        long value = NativeJson.number(node, field);
        return value > 0 ? Long.valueOf(value) : null;
    }

    /// What a conversation is called.
    static Metadata title(String title) {
        return new Metadata(null, null, null, null, null, title, null, Map.of());
    }
}
