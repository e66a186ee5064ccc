package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.bench.chaos.Script.Step;
import dev.signalbox.testkit.Kill.Means;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// An `exec` agent that plays a [Script] for each query and keeps a record of what it said, outside
/// of everything that is under test.
final class ChaosAgent {
    private static final Pattern START =
            Pattern.compile("\"start_query\".*\"queryId\":\"([^\"]+)\".*\"prompt\":\"([^\"]*)\"");
    private static final Duration LIMIT_COMES = Duration.ofSeconds(10);
    private static final int GREED_BYTES = 4 << 20;

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final Path folder;

    private ChaosAgent(Path folder) {
        this.folder = folder;
    }

    /// The command that starts it, with this process's Java.
    ///
    /// @param folder where it keeps its record
    static List<String> command(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-XX:MaxDirectMemorySize=1g",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosAgent.class.getName(),
                folder.toString());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var agent = new ChaosAgent(Path.of(arguments[0]));
        Thread.ofPlatform().daemon().name("commands").start(agent::read);
        while (true) {
            var start = START.matcher(agent.commands.take());
            if (start.find()) {
                agent.play(start.group(1), Order.of(start.group(2)));
            }
        }
    }

    private void read() {
        try {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            System.err.println("no more commands: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void play(String query, Order order) throws IOException, InterruptedException {
        var notes = new AgentNotes(folder, query);
        notes.note("agent", Long.toString(ProcessHandle.current().pid()));
        String status = "success";
        for (var step : Script.of(query, order)) {
            switch (step) {
                case Step.Say(String json, _) -> {
                    out.println(json.replace(Script.TOOL_STATUS, status));
                    out.flush();
                    notes.said();
                }
                case Step.Reach(var phase) -> notes.note(phase.name(), "");
                case Step.Pause(int millis) ->
                        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
                case Step.Run run -> status = run(run, notes) == 0 ? "success" : "error";
                case Step.AwaitAnswer(String requestId) -> awaitAnswer(requestId);
                case Step.End(var how) -> end(how, notes);
            }
        }
    }

    /// The daemon leaves the agent's process session and its parents, as a careless tool may.
    private static int run(Step.Run run, AgentNotes notes)
            throws IOException, InterruptedException {
        var seconds = run.millis() / 1000.0;
        var tool =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "(setsid sleep 600 >/dev/null 2>&1 &) ; sleep $0; exit $1",
                                Double.toString(seconds),
                                Integer.toString(run.code()))
                        .start();
        notes.note("tool", Long.toString(tool.pid()));
        return tool.waitFor();
    }

    private void awaitAnswer(String requestId) throws InterruptedException {
        String line = commands.take();
        while (!line.contains("\"answer_permission\"") || !line.contains(requestId)) {
            line = commands.take();
        }
    }

    private static void end(Means how, AgentNotes notes) throws IOException {
        switch (how) {
            case EXIT_0 -> Runtime.getRuntime().halt(0);
            case EXIT_1 -> Runtime.getRuntime().halt(1);
            case OUT_OF_MEMORY -> takeMemory(notes);
            case KILL, TERM, FREEZE ->
                    throw new IllegalArgumentException("done to it by others: " + how);
        }
    }

    /// Once it is under the limit, so that nobody else has to suffer.
    private static void takeMemory(AgentNotes notes) throws IOException {
        notes.await("limited", LIMIT_COMES);
        @Nullable Hoard all = null;
        while (true) {
            all = new Hoard(ByteBuffer.allocateDirect(GREED_BYTES), all); // zeroed: really taken
        }
    }

    private record Hoard(ByteBuffer last, @Nullable Hoard before) {}
}
