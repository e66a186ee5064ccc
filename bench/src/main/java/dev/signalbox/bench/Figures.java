package dev.signalbox.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Measured values of one kind, and what is said of them.
final class Figures {
    private final String name;
    private final String unit;
    private final List<Double> values = Collections.synchronizedList(new ArrayList<>());

    Figures(String name, String unit) {
        this.name = name;
        this.unit = unit;
    }

    void add(double value) {
        values.add(value);
    }

    double quantile(double q) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%-44s n=%-6d min %9.2f   p50 %9.2f   p99 %9.2f   max %9.2f %s%n",
                name,
                values.size(),
                quantile(0),
                quantile(0.5),
                quantile(0.99),
                quantile(1),
                unit);
    }
}
