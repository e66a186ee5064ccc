package dev.signalbox.runner;

import dev.signalbox.process.SessionProcesses;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A real runner in a session directory of its own, with an `exec` agent.
final class RunnerProcess implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String sessionId = "it-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    final Path dir;
    final ObjectNode config = ProtocolJson.object();
    final Map<String, String> environment = new HashMap<>(Map.of("MY_SECRET", "shown to nobody"));
    private final List<ServerSide> connections = new ArrayList<>();
    private Process process;

    RunnerProcess(Path dir, List<String> agentCommand) throws IOException {
        this.dir = dir;
        var workspace = Files.createDirectories(dir.resolve("workspace"));
        config.put("protocol", 1);
        config.put("sessionId", sessionId);
        config.put("agent", "exec");
        config.put("workspace", workspace.toString());
        config.put("interruptGraceMs", 300);
        config.put("terminateGraceMs", 1000);
        var command = config.putObject("options").putArray("command");
        agentCommand.forEach(command::add);
    }

    /// Starts the runner, without waiting for it.
    Process launch() throws IOException {
        Files.write(dir.resolve("runner.json"), ProtocolJson.writeBytes(config));
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xss256k",
                        "-Xmx384m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunnerMain.class.getName(),
                        "--session-dir",
                        dir.toString());
        builder.environment().put("SIGNALBOX_SESSION", sessionId);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(dir.resolve("runner.log").toFile()));
        return builder.start();
    }

    /// Starts the runner and waits for its socket.
    RunnerProcess start() throws IOException, InterruptedException {
        process = launch();
        while (!Files.exists(dir.resolve("run/socket"))) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the runner ended: " + log());
            }
        }
        return this;
    }

    String log() throws IOException {
        return Files.readString(dir.resolve("runner.log"));
    }

    ServerSide attach(long after, long term) throws IOException {
        var socket = Path.of(Files.readString(dir.resolve("run/socket")).strip());
        var connection = new ServerSide(socket);
        connections.add(connection);
        connection.send("attach", "after", after, "term", term);
        return connection;
    }

    Process process() {
        return process;
    }

    /// Kills the runner and nothing else, and forgets its socket.
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        Files.delete(dir.resolve("run/socket"));
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.close();
        }
        if (process != null && process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
        new SessionProcesses(sessionId, null, 0, dir).kill(Duration.ofSeconds(5));
    }
}
