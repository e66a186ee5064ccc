package dev.signalbox.app;

import dev.signalbox.bench.Bench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "bench",
        description = "Measures this distribution: 'signalbox bench --help' says what.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "MEASUREMENT")
    private @Nullable String measurement;

    @Option(names = "--rounds", paramLabel = "N")
    private @Nullable String rounds;

    @Option(names = "--sessions", paramLabel = "N")
    private @Nullable String sessions;

    @Option(names = "--events", paramLabel = "N")
    private @Nullable String events;

    @Option(names = "--readers", paramLabel = "N")
    private @Nullable String readers;

    @Option(names = "--lines", paramLabel = "N")
    private @Nullable String lines;

    /// Not picocli's own: the bench module says what it measures.
    @Option(names = {"-h", "--help"})
    private boolean help;

    @Override
    public Integer call() throws Exception {
        var arguments = new ArrayList<String>();
        if (measurement != null) {
            arguments.add(measurement);
        }
        add(arguments, "--rounds", rounds);
        add(arguments, "--sessions", sessions);
        add(arguments, "--events", events);
        add(arguments, "--readers", readers);
        add(arguments, "--lines", lines);
        return Bench.run(help ? List.of("--help") : arguments);
    }

    private static void add(List<String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.addAll(List.of(name, value));
        }
    }
}
