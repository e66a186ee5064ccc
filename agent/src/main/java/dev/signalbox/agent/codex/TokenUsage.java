package dev.signalbox.agent.codex;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Turns what a thread has used in all into what it used since the last time.
///
/// Codex counts from the beginning of a thread, whatever process it lives in, and says the total
/// again when the thread is resumed and when an answer breaks off. Of a thread that was not seen from
/// its beginning only the last answer counts: a forked one begins with its parent's total.
final class TokenUsage {
    private final Consumer<String> keep;
    private final Map<String, Sum> totals = new HashMap<>();

    /// @param keep takes the main thread's total as a text, for [#known] of a later process
    TokenUsage(Consumer<String> keep) {
        this.keep = keep;
    }

    private record Sum(long input, long cached, long written, long output, long thinking) {
        static final Sum ZERO = new Sum(0, 0, 0, 0, 0);

        static Sum of(JsonNode usage) {
            return new Sum(
                    NativeJson.number(usage, "inputTokens"),
                    NativeJson.number(usage, "cachedInputTokens"),
                    NativeJson.number(usage, "cacheWriteInputTokens"),
                    NativeJson.number(usage, "outputTokens"),
                    NativeJson.number(usage, "reasoningOutputTokens"));
        }

        Sum minus(Sum other) {
            return new Sum(
                    input - other.input,
                    cached - other.cached,
                    written - other.written,
                    output - other.output,
                    thinking - other.thinking);
        }

        boolean isBelow(Sum other) {
            return input < other.input || output < other.output;
        }

        /// Codex counts what came from the cache, or went there, among what was read.
        Usage usage() {
            long fresh = Math.max(0, input - cached - written);
            return new Usage(
                    fresh,
                    output,
                    cached,
                    written,
                    thinking > 0 ? thinking : null,
                    fresh + output + cached + written,
                    Map.of());
        }

        String write() {
            return input + " " + cached + " " + written + " " + output + " " + thinking;
        }

        static @Nullable Sum read(String text) {
            var parts = text.split(" ", -1);
            try {
                return new Sum(
                        Long.parseLong(parts[0]),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
                return null; // Kept by another version.
            }
        }
    }

    /// A thread has begun, with nothing used.
    void fresh(String threadId) {
        totals.put(threadId, Sum.ZERO);
    }

    /// A thread goes on that had used this much.
    ///
    /// @param kept what an earlier process gave to `keep`
    void known(String threadId, @Nullable String kept) {
        var sum = kept == null ? null : Sum.read(kept);
        if (sum != null) {
            totals.put(threadId, sum);
        }
    }

    /// The total that a thread has reached, for usage of which nobody is to be told.
    void reached(String threadId, boolean isMain, JsonNode tokenUsage) {
        reached(threadId, isMain, Sum.of(tokenUsage.path("total")));
    }

    private void reached(String threadId, boolean isMain, Sum total) {
        totals.put(threadId, total);
        if (isMain) {
            keep.accept(total.write());
        }
    }

    /// What a thread has used since the last time; null when that is nothing.
    @Nullable Usage since(String threadId, boolean isMain, JsonNode tokenUsage) {
        var total = Sum.of(tokenUsage.path("total"));
        var before = totals.get(threadId);
        var spent =
                before == null || total.isBelow(before)
                        ? Sum.of(tokenUsage.path("last"))
                        : total.minus(before);
        reached(threadId, isMain, total);
        return spent.equals(Sum.ZERO) ? null : spent.usage();
    }
}
