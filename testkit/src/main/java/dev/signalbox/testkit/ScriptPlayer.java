package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/// Plays a script in the agent's process, on the main thread. Ends the process itself.
final class ScriptPlayer {
    private static final Duration GATE_WAIT_MAX = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1 << 20;
    private static final int BROKEN_OUTPUT = 1;

    private final List<AgentStep> steps;
    private final AgentChannel channel;
    private final Path script;
    private boolean ignoresEof;
    private int next;

    ScriptPlayer(List<AgentStep> steps, AgentChannel channel, Path script) {
        this.steps = steps;
        this.channel = channel;
        this.script = script;
    }

    void run() {
        try {
            while (true) {
                step();
            }
        } catch (IOException | TimeoutException e) {
            System.err.println("agent cannot go on: " + e.getMessage());
            exit(BROKEN_OUTPUT);
        }
    }

    private void step() throws IOException, TimeoutException {
        try {
            if (next == steps.size()) {
                channel.awaitEnd();
                end();
            } else {
                play(steps.get(next++));
            }
        } catch (InterruptedException e) {
            if (channel.activeQuery() != null) {
                channel.emit(
                        Json.object(
                                "type", "query_ended",
                                "queryId", "$queryId",
                                "outcome", "interrupted"));
                next = nextQuery();
            }
        }
    }

    private int nextQuery() {
        var query = new AgentStep.WaitFor("start_query");
        int ahead = steps.subList(next, steps.size()).indexOf(query);
        int first = steps.indexOf(query);
        return ahead >= 0 ? next + ahead : first >= 0 ? first : steps.size();
    }

    private void play(AgentStep step) throws IOException, InterruptedException, TimeoutException {
        switch (step) {
            case AgentStep.WaitFor(var type) -> {
                if (!channel.await(type)) {
                    end();
                }
            }
            case AgentStep.Emit(var event) -> channel.emit(event);
            case AgentStep.Raw(var text, var newline) -> line(newline ? text + "\n" : text);
            case AgentStep.Stderr(var text) -> System.err.println(text);
            case AgentStep.Sleep(var duration) -> Thread.sleep(duration);
            case AgentStep.Gate(var name) -> ScriptedAgent.pass(script, name, GATE_WAIT_MAX);
            case AgentStep.Exit(var code) -> exit(code);
            case AgentStep.Signal(var name) -> signal(name);
            case AgentStep.Ignore(var kind, var ignored) -> ignore(kind, ignored);
            case AgentStep.Spawn spawn -> spawn(spawn);
            case AgentStep.BigLine bigLine -> write(bigLine);
            case AgentStep.Flood flood -> write(flood);
            case AgentStep.Malformed(var count, var seed) -> malformed(count, seed);
            case AgentStep.Again() -> next = 0;
        }
    }

    private void end() throws InterruptedException {
        if (ignoresEof) {
            new CountDownLatch(1).await();
        }
        exit(0);
    }

    /// Without shutdown hooks: one of them may be there to wait for ever.
    private static void exit(int code) {
        Runtime.getRuntime().halt(code);
    }

    private static void signal(String name) throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        shell("kill -%s %d".formatted(name, self)).waitFor();
        Thread.sleep(Duration.ofSeconds(10)); // The signal is on its way.
    }

    private void ignore(AgentStep.Ignore.Kind kind, boolean ignored) {
        switch (kind) {
            case INTERRUPT -> channel.ignoreInterrupt(ignored);
            case EOF -> ignoresEof = ignored;
            case TERM -> {
                if (ignored) {
                    Runtime.getRuntime().addShutdownHook(new Thread(ScriptPlayer::waitForEver));
                }
            }
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void line(String text) throws IOException {
        channel.write(text);
        channel.flush();
    }

    private void spawn(AgentStep.Spawn spawn) throws IOException, InterruptedException {
        var seconds = String.valueOf(spawn.lifetime().toSeconds());
        long pid;
        if (spawn.daemon()) {
            var launcher =
                    shell("setsid sleep " + seconds + " >/dev/null 2>&1 </dev/null & echo $!");
            var said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            launcher.waitFor();
            pid = Long.parseLong(said.strip());
        } else {
            pid =
                    new ProcessBuilder("sleep", seconds)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(
                                    spawn.holdsOutput() ? Redirect.INHERIT : Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .pid();
        }
        channel.emit(log("spawned", Json.object("pid", pid)));
    }

    private static Process shell(String command) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", command).start();
    }

    private void malformed(int count, long seed) throws IOException {
        var lines = MalformedLines.ofEvents(seed);
        for (int i = 0; i < count; i++) {
            boolean isOverlong = i == count / 3 || i == count / 2;
            var spoiled = isOverlong ? lines.next(Malformation.OVERLONG) : lines.next();
            channel.write(spoiled.bytes());
            channel.write("\n");
        }
        channel.flush();
    }

    private void write(AgentStep.BigLine line) throws IOException {
        var letters = "x".repeat(MEBIBYTE);
        if (line.json()) {
            channel.write(
                    "{\"type\":\"log\",\"level\":\"info\",\"source\":\"agent\",\"message\":\"");
        }
        for (int i = 0; i < line.mebibytes(); i++) {
            channel.write(letters);
        }
        line(line.json() ? "\"}\n" : "\n");
    }

    private void write(AgentStep.Flood flood) throws IOException {
        var event = flood.event() != null ? flood.event() : log("flood $i", Json.object());
        for (int i = 0; i < flood.count(); i++) {
            channel.emit(event, Map.of("i", String.valueOf(i)));
        }
        channel.flush();
    }

    private static JsonNode log(String message, JsonNode data) {
        return Json.object(
                "type", "log",
                "level", "info",
                "source", "agent",
                "message", message,
                "data", data);
    }
}
