package dev.signalbox.bench;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.OfflineAgent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// How long each real agent takes to its first word, and what memory it holds, at work for a
/// scripted model. Only agents that are installed are measured.
final class AgentsBench {
    private static final Pattern FIRST_LINE = Pattern.compile("\"firstLineMs\":([0-9]+)");

    private final Path home;

    AgentsBench(Path home) {
        this.home = home;
    }

    void run(int rounds) throws IOException {
        System.out.println(
                "| agent | first native line | ready | first event | memory idle | memory streaming |");
        System.out.println("|---|---|---|---|---|---|");
        try (var model = ModelStub.start()) {
            for (var name : OfflineAgent.names()) {
                var agent = OfflineAgent.of(name, model.url());
                @Nullable Path program = agent == null ? null : place(agent);
                if (agent == null || program == null) {
                    System.out.println(
                            "| `"
                                    + name
                                    + "` | not installed: signalbox agents install "
                                    + name
                                    + " | | | | |");
                    continue;
                }
                measure(agent, program, rounds);
            }
        }
    }

    /// The program that the tests use, else what `signalbox agents install` has brought.
    private static @Nullable Path place(OfflineAgent agent) {
        var tested = agent.program().locate();
        if (tested != null) {
            return tested;
        }
        var data = System.getenv("SIGNALBOX_DATA");
        var folder =
                (data == null || data.isBlank()
                                ? Path.of(System.getProperty("user.home"), ".signalbox")
                                : Path.of(data).toAbsolutePath())
                        .resolve("agents")
                        .resolve(agent.name());
        return Files.isDirectory(folder) ? folder : null;
    }

    private void measure(OfflineAgent agent, Path program, int rounds) throws IOException {
        var row = new Row();
        for (int i = 0; i < rounds; i++) {
            try (var scratch = Scratch.make();
                    var runner =
                            BenchRunner.start(
                                    home,
                                    scratch.dir(),
                                    config(agent, program, scratch.dir()),
                                    agent.environment())) {
                round(runner, row);
            }
        }
        System.out.println("| `" + agent.name() + "` " + agent.program().version() + row.cells());
    }

    private static String config(OfflineAgent agent, Path program, Path dir) {
        var config =
                ProtocolJson.object()
                        .put("protocol", 1)
                        .put("sessionId", "bench")
                        .put("agent", agent.name())
                        .put("workspace", dir.resolve("workspace").toString())
                        .put("executable", program.toString())
                        .put("orphanTimeoutMs", 60_000);
        config.set("options", agent.options());
        var names = config.putArray("env");
        agent.environment().keySet().forEach(names::add);
        return ProtocolJson.write(config);
    }

    private static void round(BenchRunner runner, Row row) throws IOException {
        var first = FIRST_LINE.matcher(runner.await("firstLineMs"));
        if (first.find()) {
            row.firstLine.add(Double.parseDouble(first.group(1)));
        }
        runner.await("\"status\":\"ready\"");
        row.ready.add(runner.millisSinceStart());
        row.idle.add(Memory.ofDescendantsMegabytes(runner.pid()));
        runner.send(
                "{\"type\":\"start_query\",\"queryId\":\"q\",\"prompt\":\"[scenario:slow] go\"}");
        runner.await("\"text_delta\"");
        row.event.add(runner.millisSinceStart());
        runner.await("s3 ");
        row.streaming.add(Memory.ofDescendantsMegabytes(runner.pid()));
        runner.send("{\"type\":\"interrupt\",\"queryId\":\"q\"}");
        runner.await("\"query_ended\"");
    }

    /// The figures of one agent.
    private static final class Row {
        final Figures firstLine = new Figures("first line", "ms");
        final Figures ready = new Figures("ready", "ms");
        final Figures event = new Figures("first event", "ms");
        final Figures idle = new Figures("idle", "MB");
        final Figures streaming = new Figures("streaming", "MB");

        String cells() {
            return String.format(
                    Locale.ROOT,
                    " | %.0f ms | %.0f ms | %.0f ms | %.0f MB | %.0f MB |",
                    firstLine.quantile(0.5),
                    ready.quantile(0.5),
                    event.quantile(0.5),
                    idle.quantile(0.5),
                    streaming.quantile(0.5));
        }
    }
}
