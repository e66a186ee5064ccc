package dev.signalbox.bench.chaos;

import dev.signalbox.bench.Scratch;
import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.KillPlan;
import dev.signalbox.testkit.MemoryLimit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/// Kills server, runners, agents and their tools by a schedule from a seed, and reports what was
/// lost: `signalbox chaos`.
public final class Chaos {
    /// What is to be done.
    ///
    /// @param rounds how many kills, at least 1
    /// @param seed the same one gives the same schedule
    /// @param sessions at work at the same time, at least 1
    /// @param only a part of the matrix, such as `agent/kill` or `in_tool`: cells are named
    ///   `victim/means/phase`; empty: all
    public record Order(int rounds, long seed, int sessions, String only) {}

    private Chaos() {}

    /// Runs the schedule and prints a report. Talks to loopback only, kills nothing that it did not
    /// start, and works in a temporary folder, which stays when something was lost.
    ///
    /// @param home the distribution
    /// @return 0 when nothing was lost or wrong, 1 otherwise
    public static int run(Path home, Order order) throws IOException, InterruptedException {
        var means = EnumSet.allOf(Means.class);
        if (!MemoryLimit.isAvailable()) {
            means.remove(Means.OUT_OF_MEMORY);
            System.err.println(
                    "chaos: LEFT OUT: out of memory; no memory control group may be made here (try it as root)");
        }
        var plan = plan(order, means);
        var folder = Files.createTempDirectory("signalbox-chaos-");
        System.err.printf(
                "chaos: seed %d, %d kills, %d sessions, in %s%n",
                order.seed(), order.rounds(), order.sessions(), folder);
        var tally = new Tally();
        long start = System.nanoTime();
        new ChaosRun(home, folder, tally).run(plan, order.rounds(), order.sessions());
        Report.print(tally, order.seed(), order.sessions(), (System.nanoTime() - start) / 1e9);
        if (tally.faults() > 0) {
            System.err.println("chaos: what each session held is in " + folder);
            return 1;
        }
        Scratch.remove(folder);
        return 0;
    }

    private static KillPlan plan(Order order, Set<Means> means) {
        return new KillPlan(order.seed(), means, kill -> kill.cell().contains(order.only()));
    }
}
