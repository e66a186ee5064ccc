package dev.signalbox.bench.chaos;

import dev.signalbox.testkit.Kill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Prints a [Tally].
final class Report {
    private Report() {}

    static void print(Tally tally, long seed, int sessions, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "seed %d, %d kills, %d sessions, %.0f s%n%n",
                seed,
                tally.killCount(),
                sessions,
                seconds);
        kills(tally);
        System.out.printf("%n%-36s %8d%n", "events said by agents", tally.events());
        for (var fault : Tally.Fault.values()) {
            System.out.printf("%-36s %8d%n", fault.words, tally.count(fault));
        }
        System.out.printf("%n%-40s %6s %9s %9s %9s%n", "milliseconds", "n", "p50", "p99", "max");
        tally.times()
                .forEach((what, values) -> {
                    var sorted = new ArrayList<>(values);
                    Collections.sort(sorted);
                    System.out.printf(
                            Locale.ROOT,
                            "%-40s %6d %9.0f %9.0f %9.0f%n",
                            what,
                            sorted.size(),
                            quantile(sorted, 0.5),
                            quantile(sorted, 0.99),
                            sorted.getLast());
                });
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.get((int) Math.round(q * (sorted.size() - 1)));
    }

    private static void kills(Tally tally) {
        var counts = tally.kills();
        System.out.printf("%-24s", "kills");
        for (var phase : Kill.Phase.values()) {
            System.out.printf(" %10s", heading(phase));
        }
        System.out.println();
        for (var victim : Kill.Victim.values()) {
            for (var means : Kill.Means.values()) {
                var row = new StringBuilder();
                int sum = 0;
                for (var phase : Kill.Phase.values()) {
                    int count =
                            counts.getOrDefault(
                                    new Kill(victim, means, phase, java.time.Duration.ZERO, false)
                                            .cell(),
                                    0);
                    sum += count;
                    row.append(String.format(" %10s", count == 0 ? "." : count));
                }
                if (sum > 0) {
                    System.out.printf("%-24s%s%n", name(victim) + " " + name(means), row);
                }
            }
        }
    }

    private static String name(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String heading(Kill.Phase phase) {
        return switch (phase) {
            case START -> "start";
            case BEFORE_FIRST_EVENT -> "before 1st";
            case IN_DELTAS -> "deltas";
            case IN_TOOL -> "tool";
            case IN_PERMISSION -> "permission";
            case AFTER_RESULT -> "result";
            case IN_SHUTDOWN -> "shutdown";
            case IN_RESTORE -> "restore";
        };
    }
}
