package dev.signalbox.bench;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the distribution that it is part of: `signalbox bench
/// runner|latency|throughput|agents`.
public final class Bench {
    private static final String USAGE =
            """
            usage: signalbox bench MEASUREMENT [--rounds N]

              runner       time from spawn to hello, and memory, of a runner (rounds: 20)
              latency      from an agent's line to the client, warm session (rounds: 50)
              throughput   one session flat out: events a second, loss (rounds: 3)
              agents       each installed agent with a scripted model: time to its first line and
                           event, memory; medians of a table (rounds: 5)

            Each starts what it needs in a temporary folder, talks to loopback only, and leaves
            nothing behind. These figures depend on the machine: compare within one run.
            """;

    private Bench() {}

    /// Runs one measurement and prints a table.
    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments)));
    }

    /// As [#main], for callers with a process of their own.
    ///
    /// @return 0 when measured, 2 for bad usage
    public static int run(List<String> arguments) throws Exception {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            System.out.print(USAGE);
            return arguments.isEmpty() ? 2 : 0;
        }
        @Nullable Path home = home();
        if (home == null) {
            System.err.println(
                    "bench: CONFIG_INVALID: no distribution: run it as 'signalbox bench', or set"
                            + " -Dsignalbox.home=DIR");
            return 2;
        }
        var options = new ArrayList<>(arguments);
        String what = options.removeFirst();
        Integer rounds = rounds(options);
        if (rounds == null) {
            System.err.println("bench: BAD_REQUEST: --rounds takes a number from 1 to 10000");
            return 2;
        }
        switch (what) {
            case "runner" -> new RunnerBench(home).run(rounds == 0 ? 20 : rounds);
            case "latency" -> new LatencyBench(home).run(rounds == 0 ? 50 : rounds);
            case "agents" -> new AgentsBench(home).run(rounds == 0 ? 5 : rounds);
            case "throughput" -> new ThroughputBench(home).run(rounds == 0 ? 3 : rounds);
            default -> {
                System.err.println("bench: BAD_REQUEST: no measurement is called '" + what + "'");
                System.err.print(USAGE);
                return 2;
            }
        }
        return 0;
    }

    /// 0 = the measurement's own; null = not a number.
    private static @Nullable Integer rounds(List<String> options) {
        if (options.isEmpty()) {
            return 0;
        }
        if (options.size() != 2 || !options.get(0).equals("--rounds")) {
            return null;
        }
        try {
            int rounds = Integer.parseInt(options.get(1));
            return rounds >= 1 && rounds <= 10_000 ? rounds : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Path home() {
        @Nullable String home = System.getProperty("signalbox.home");
        return home != null && Files.isExecutable(Path.of(home, "bin", "signalbox"))
                ? Path.of(home).toAbsolutePath()
                : null;
    }
}
