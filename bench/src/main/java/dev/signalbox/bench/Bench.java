package dev.signalbox.bench;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures the distribution that it is part of: `signalbox bench
/// runner|latency|throughput|subscribers|flood|agents|recovery|history|soak`.
public final class Bench {
    private static final String USAGE =
            """
            usage: signalbox bench MEASUREMENT [--rounds N] [--sessions N] [--events N]
                       [--readers N] [--lines N]

              runner       time from spawn to hello, and memory, of a runner (rounds: 20)
              latency      from an agent's line to the client, warm session (rounds: 50)
              throughput   one session flat out: events a second, loss (rounds: 3)
              subscribers  one session with many readers: how old events are when they come to the
                           good ones, alone and beside a third that never reads, reads a byte a
                           second, is half open, or comes and goes (rounds: 5, readers: 1000)
              flood        a session whose agent writes log lines (lines: 100000 a second) while it
                           talks: how old its events and another session's are when they come,
                           with the flood and without; whether what was left out is said exactly
                           (rounds: 3)
              agents       each installed agent with a scripted model: time to its first line and
                           event, memory; medians of a table (rounds: 5)
              recovery     from the start of a server, after the one before was killed, to the last
                           re-attach (rounds: 5, sessions: 20)
              history      a session with a long history: its snapshot from a new server and again,
                           and joining it to the first event (rounds: 3, events: 100000)
              soak         many sessions at work, each read by a client that counts: events lost,
                           and the server's memory as it goes (events: 200000, sessions: 20)

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
    /// @return 0 when measured, 1 when something was lost, 2 for bad usage
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
        BenchOptions said;
        try {
            said = BenchOptions.read(options);
        } catch (BenchOptions.UsageException e) {
            System.err.println("bench: BAD_REQUEST: " + e.getMessage());
            return 2;
        }
        switch (what) {
            case "runner" -> new RunnerBench(home).run(said.rounds(20));
            case "latency" -> new LatencyBench(home).run(said.rounds(50));
            case "agents" -> new AgentsBench(home).run(said.rounds(5));
            case "throughput" -> new ThroughputBench(home).run(said.rounds(3));
            case "subscribers" -> {
                return new SubscribersBench(home).run(said.rounds(5), said.readers(1_000)) ? 0 : 1;
            }
            case "flood" -> {
                return new FloodBench(home).run(said.rounds(3), said.lines(100_000)) ? 0 : 1;
            }
            case "recovery" -> new RecoveryBench(home).run(said.rounds(5), said.sessions(20));
            case "history" -> {
                return new HistoryBench(home).run(said.rounds(3), said.events(100_000)) ? 0 : 1;
            }
            case "soak" -> {
                return new SoakBench(home).run(said.events(200_000), said.sessions(20)) ? 0 : 1;
            }
            default -> {
                System.err.println("bench: BAD_REQUEST: no measurement is called '" + what + "'");
                System.err.print(USAGE);
                return 2;
            }
        }
        return 0;
    }

    private static @Nullable Path home() {
        @Nullable String home = System.getProperty("signalbox.home");
        return home != null && Files.isExecutable(Path.of(home, "bin", "signalbox"))
                ? Path.of(home).toAbsolutePath()
                : null;
    }
}
