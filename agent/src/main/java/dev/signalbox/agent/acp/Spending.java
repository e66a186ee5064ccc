package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.function.Consumer;

/// What queries use. Tokens are told of each query when it ends; costs are told of the session so
/// far, and begin anew with some processes.
final class Spending {
    private final Consumer<String> keep;
    private double total;
    private double before;

    /// @param kept what an earlier process's costs gave to `keep`
    /// @param keep takes the costs of the session so far, as a text
    Spending(@Nullable String kept, Consumer<String> keep) {
        this.keep = keep;
        this.total = number(kept);
        this.before = total;
    }

    private static double number(@Nullable String kept) {
        try {
            return kept == null ? 0 : Double.parseDouble(kept);
        } catch (NumberFormatException _) {
            return 0; // Kept by another version: a cost too much is better than none.
        }
    }

    /// The agent has begun a new session.
    void sessionIsNew() {
        total = 0;
        before = 0;
    }

    void turnEnded() {
        before = total;
    }

    /// What a `usage_update` says.
    Metadata update(JsonNode update) {
        long used = NativeJson.number(update, "used");
        long size = NativeJson.number(update, "size");
        return new Metadata(
                null,
                cost(update.path("cost")),
                used > 0 ? used : null,
                size > 0 ? size : null,
                NativeJson.string(update.path("_meta"), "_claude/model"),
                null,
                null,
                Map.of());
    }

    private @Nullable Double cost(JsonNode cost) {
        var amount = cost.get("amount");
        boolean isDollars = NativeJson.string(cost, "currency", "USD").equals("USD");
        if (amount == null || !amount.isNumber() || !isDollars) {
            return null;
        }
        double now = NativeJson.real(amount);
        if (now < total) {
            before = 0; // The agent counts anew.
        }
        total = now;
        keep.accept(String.valueOf(total));
        return Math.round((total - before) * 1e9) / 1e9;
    }

    /// What the answer to a prompt says.
    Metadata answer(JsonNode result) {
        var quota = result.path("_meta").path("quota");
        var usage = usage(result.path("usage"));
        if (usage == null) {
            var counts = quota.path("token_count");
            long input = NativeJson.number(counts, "input_tokens");
            long output = NativeJson.number(counts, "output_tokens");
            usage =
                    input + output == 0
                            ? null
                            : new Usage(input, output, null, null, null, input + output, Map.of());
        }
        var model = NativeJson.string(quota.path("model_usage").path(0), "model");
        return new Metadata(usage, null, null, null, model, null, null, Map.of());
    }

    private static @Nullable Usage usage(JsonNode usage) {
        long input = NativeJson.number(usage, "inputTokens");
        long output = NativeJson.number(usage, "outputTokens");
        long cached = NativeJson.number(usage, "cachedReadTokens");
        long written = NativeJson.number(usage, "cachedWriteTokens");
        long thought = NativeJson.number(usage, "thoughtTokens");
        long said = NativeJson.number(usage, "totalTokens");
        if (input + output + cached + written == 0) {
            return null;
        }
        // Some count cached tokens among those of the input, and their total shows it.
        boolean isWithin = said > 0 && said == input + output && input >= cached + written;
        long fresh = isWithin ? input - cached - written : input;
        return new Usage(
                fresh,
                output,
                usage.has("cachedReadTokens") ? cached : null,
                usage.has("cachedWriteTokens") ? written : null,
                thought > 0 ? thought : null,
                fresh + output + cached + written,
                Map.of());
    }
}
