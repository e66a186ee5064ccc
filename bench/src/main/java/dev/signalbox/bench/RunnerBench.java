package dev.signalbox.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// How long a runner takes from its spawn to its hello, and how much memory it holds: after the
/// hello, and after a query.
final class RunnerBench {
    private final Path home;
    private final Figures hello = new Figures("spawn to hello", "ms");
    private final Figures ready = new Figures("spawn to 'ready'", "ms");
    private final Figures idle = new Figures("resident after hello", "MB");
    private final Figures used = new Figures("resident after a query", "MB");

    RunnerBench(Path home) {
        this.home = home;
    }

    void run(int rounds) throws IOException {
        for (int i = 0; i < rounds + 1; i++) {
            try (var scratch = Scratch.make()) {
                round(scratch.dir(), i > 0); // The first warms the machine and is not counted.
            }
        }
        for (var figures : new Figures[] {hello, ready, idle, used}) {
            figures.print();
        }
    }

    private void round(Path dir, boolean counts) throws IOException {
        var config =
                """
                {"protocol":1,"sessionId":"bench","agent":"demo","workspace":"%s",\
                "options":{"chunks":40,"delayMs":1},"env":[],"interruptGraceMs":2000,\
                "maxTurnSilenceMs":60000,"orphanTimeoutMs":60000,"terminateGraceMs":1000}
                """
                        .formatted(dir.resolve("workspace"));
        try (var runner = BenchRunner.start(home, dir, config, Map.of())) {
            runner.await("\"hello\"");
            record(hello, runner.millisSinceStart(), counts);
            runner.await("\"ready\"");
            record(ready, runner.millisSinceStart(), counts);
            record(idle, Memory.residentMegabytes(runner.pid()), counts);
            runner.send("{\"type\":\"start_query\",\"queryId\":\"q\",\"prompt\":\"measure\"}");
            runner.await("\"query_ended\"");
            record(used, Memory.residentMegabytes(runner.pid()), counts);
        }
    }

    private static void record(Figures figures, double value, boolean counts) {
        if (counts) {
            figures.add(value);
        }
    }
}
