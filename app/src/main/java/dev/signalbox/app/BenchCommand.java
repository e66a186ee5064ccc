package dev.signalbox.app;

import dev.signalbox.bench.Bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "bench",
        description = "Measures this distribution: 'signalbox bench --help' says what.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = new ArrayList<>();

    @Unmatched private List<String> flags = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        var arguments = new ArrayList<>(words);
        if (flags.contains("--help")) {
            return Bench.run(List.of("--help"));
        }
        arguments.addAll(flags);
        return Bench.run(arguments);
    }
}
