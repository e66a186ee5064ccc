package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An agent as its runner sees it: commands in, events out, and killed in the end.
final class AgentProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    AgentProcess(List<String> command, String sessionId, Path stderr) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(Redirect.to(stderr.toFile()));
        builder.environment().put("SIGNALBOX_SESSION", sessionId);
        this.process = builder.start();
        this.in = process.outputWriter();
        this.out = process.inputReader();
    }

    void send(String command) throws IOException {
        in.write(command + "\n");
        in.flush();
    }

    void startQuery(String id) throws IOException {
        send("{\"type\":\"start_query\",\"queryId\":\"%s\",\"prompt\":\"hi\"}".formatted(id));
    }

    void endInput() throws IOException {
        in.close();
    }

    String line() throws IOException {
        return String.valueOf(out.readLine());
    }

    JsonNode event() throws IOException {
        return Json.parse(line());
    }

    Process process() {
        return process;
    }

    /// The exit code, 128 + N when a signal killed it.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent goes on");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
