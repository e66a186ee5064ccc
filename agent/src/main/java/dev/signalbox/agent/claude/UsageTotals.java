package dev.signalbox.agent.claude;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.function.Consumer;

/// Turns what Claude has used in all into what it used since the last time.
///
/// Claude counts from the beginning of its session when it was closed and resumed, and from zero
/// when it was killed and resumed. Which of both it was, the first result shows: what is left when
/// the totals from before are taken away must be enough for what was streamed.
final class UsageTotals {
    private final Consumer<String> keep;
    private Sum before;
    private boolean isFirst = true;

    /// @param kept what an earlier process's totals gave to `keep`
    /// @param keep takes the totals as a text after each result
    UsageTotals(@Nullable String kept, Consumer<String> keep) {
        this.before = kept == null ? Sum.ZERO : Sum.read(kept);
        this.keep = keep;
    }

    /// What came of one result.
    ///
    /// @param contextWindow of the largest model; 0 when nothing is said of it
    record Spent(Usage usage, double costUsd, long contextWindow) {
        boolean isNothing() {
            Long total = usage.totalTokens();
            return (total == null || total == 0) && costUsd == 0;
        }
    }

    private record Sum(
            long input, long output, long cacheRead, long cacheWrite, long thinking, double cost) {
        static final Sum ZERO = new Sum(0, 0, 0, 0, 0, 0);

        Sum minus(Sum other) {
            return new Sum(
                    input - other.input,
                    output - other.output,
                    cacheRead - other.cacheRead,
                    cacheWrite - other.cacheWrite,
                    thinking - other.thinking,
                    cost - other.cost);
        }

        /// Totals never go down but when Claude begins to count anew.
        boolean isBelow(Sum other) {
            return input < other.input || output < other.output || cost < other.cost;
        }

        boolean isEnoughFor(Usage usage) {
            return input >= usage.inputTokens() && output >= usage.outputTokens();
        }

        String write() {
            return input
                    + " "
                    + output
                    + " "
                    + cacheRead
                    + " "
                    + cacheWrite
                    + " "
                    + thinking
                    + " "
                    + cost;
        }

        static Sum read(String text) {
            var parts = text.split(" ", -1);
            try {
                return new Sum(
                        Long.parseLong(parts[0]),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        Double.parseDouble(parts[5]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
                return ZERO; // Kept by another version: a total too much is better than none.
            }
        }
    }

    /// @param streamed what the messages of this turn used, as far as they were seen
    Spent since(JsonNode result, Usage streamed) {
        var total = Sum.ZERO;
        long window = 0;
        for (var model : result.path("modelUsage")) {
            total =
                    new Sum(
                            total.input + NativeJson.number(model, "inputTokens"),
                            total.output + NativeJson.number(model, "outputTokens"),
                            total.cacheRead + NativeJson.number(model, "cacheReadInputTokens"),
                            total.cacheWrite + NativeJson.number(model, "cacheCreationInputTokens"),
                            total.thinking + NativeJson.number(model, "thinkingTokens"),
                            0);
            window = Math.max(window, NativeJson.number(model, "contextWindow"));
        }
        var cost = result.path("total_cost_usd");
        total =
                new Sum(
                        total.input,
                        total.output,
                        total.cacheRead,
                        total.cacheWrite,
                        total.thinking,
                        NativeJson.real(cost));
        boolean isAnew =
                total.isBelow(before) || (isFirst && !total.minus(before).isEnoughFor(streamed));
        var spent = isAnew ? total : total.minus(before);
        isFirst = false;
        before = total;
        keep.accept(total.write());
        return new Spent(usage(spent), rounded(spent.cost), window);
    }

    private static Usage usage(Sum sum) {
        return new Usage(
                sum.input,
                sum.output,
                sum.cacheRead,
                sum.cacheWrite,
                sum.thinking > 0 ? sum.thinking : null,
                sum.input + sum.output + sum.cacheRead + sum.cacheWrite,
                Map.of());
    }

    /// Without the noise of binary differences: a billionth of a dollar is near enough.
    private static double rounded(double cost) {
        return Math.round(cost * 1e9) / 1e9;
    }
}
