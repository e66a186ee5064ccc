package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a query has used: the sum over the model's messages, of which the last word of each counts.
final class Usages {
    private final EventSink sink;
    private final Turns turns;
    private final Map<String, Long> windows = new HashMap<>();

    /// By message; only of the query that is active.
    private final Map<String, Spent> messages = new LinkedHashMap<>();

    private record Spent(String conversationId, Usage usage, double cost) {}

    Usages(EventSink sink, Turns turns) {
        this.sink = sink;
        this.turns = turns;
    }

    /// How much fits into a model's context.
    ///
    /// @param model `PROVIDER/MODEL`
    void window(String model, long tokens) {
        windows.put(model, tokens);
    }

    /// A query begins: what was used before is another's.
    void begin() {
        messages.clear();
    }

    /// @param used a message, or the end of a step of one: an object with `tokens` and `cost`
    void said(String conversationId, String messageId, JsonNode used, @Nullable String model) {
        var spent = new Spent(conversationId, usage(used.path("tokens")), cost(used));
        if (isNothing(spent) && !messages.containsKey(messageId)) {
            return;
        }
        if (spent.equals(messages.put(messageId, spent))) {
            return;
        }
        say(conversationId, spent, model);
    }

    private void say(String conversationId, Spent last, @Nullable String model) {
        var sum = new Usage(0, 0, 0, 0);
        double cost = 0;
        for (var one : messages.values()) {
            if (one.conversationId.equals(conversationId)) {
                sum = sum.plus(one.usage);
                cost += one.cost;
            }
        }
        boolean isMain = conversationId.equals(StreamEvent.MAIN);
        var metadata =
                new Metadata(
                        sum,
                        Math.round(cost * 1e9) / 1e9,
                        isMain ? last.usage.totalTokens() : null,
                        isMain && model != null ? windows.get(model) : null,
                        model,
                        null,
                        null,
                        Map.of());
        var turn = turns.active();
        if (isMain && turn != null) {
            turns.metadata(turn, metadata);
        } else {
            sink.say(new StreamEvent.MetadataUpdate(conversationId, metadata));
        }
    }

    private static boolean isNothing(Spent spent) {
        Long total = spent.usage.totalTokens();
        return (total == null || total == 0) && spent.cost == 0;
    }

    private static double cost(JsonNode used) {
        return NativeJson.real(used.get("cost"));
    }

    private static Usage usage(JsonNode tokens) {
        long input = NativeJson.number(tokens, "input");
        long thinking = NativeJson.number(tokens, "reasoning");
        long output = NativeJson.number(tokens, "output") + thinking;
        long read = NativeJson.number(tokens.path("cache"), "read");
        long write = NativeJson.number(tokens.path("cache"), "write");
        return new Usage(
                input,
                output,
                read,
                write,
                thinking > 0 ? thinking : null,
                input + output + read + write,
                Map.of());
    }
}
