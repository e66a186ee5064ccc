package dev.signalbox.agent.claude;

import dev.signalbox.protocol.Usage;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Turns what Claude has used since its process began into what it used since the last time.
final class UsageTotals {
    private Sum before = Sum.ZERO;

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
    }

    Spent since(JsonNode result) {
        var total = Sum.ZERO;
        long window = 0;
        for (var model : result.path("modelUsage")) {
            total =
                    new Sum(
                            total.input + Native.number(model, "inputTokens"),
                            total.output + Native.number(model, "outputTokens"),
                            total.cacheRead + Native.number(model, "cacheReadInputTokens"),
                            total.cacheWrite + Native.number(model, "cacheCreationInputTokens"),
                            total.thinking + Native.number(model, "thinkingTokens"),
                            0);
            window = Math.max(window, Native.number(model, "contextWindow"));
        }
        var cost = result.path("total_cost_usd");
        total =
                new Sum(
                        total.input,
                        total.output,
                        total.cacheRead,
                        total.cacheWrite,
                        total.thinking,
                        cost.isNumber() ? cost.doubleValue() : 0);
        var spent = total.isBelow(before) ? total : total.minus(before);
        before = total;
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
