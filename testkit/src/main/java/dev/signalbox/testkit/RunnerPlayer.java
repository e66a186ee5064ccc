package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Plays a script's steps for one connection of a [ScriptedRunner], on a thread of its own.
final class RunnerPlayer implements Runnable {
    /// Replies that are spoiled. None that would end the connection by itself.
    private static final List<String> REPLIES =
            List.of(
                    """
                    {"type":"pong","id":"p1","agentAlive":true,"rssBytes":5}\
                    """,
                    """
                    {"type":"hello","protocol":1,"runnerVersion":"1","agent":"demo","pid":1,"nextOffset":1}\
                    """,
                    """
                    {"offset":1,"at":"2026-01-01T00:00:00.000Z","event":{"type":"log","message":"again"}}\
                    """,
                    """
                    {"offset":-5,"at":"2026-01-01T00:00:00.000Z","event":{"type":"log","message":"below"}}\
                    """);

    private final ScriptedRunner runner;
    private final SocketChannel channel;
    private final List<RunnerStep> steps;
    private final OutputStream out;
    private final BufferedReader in;
    private boolean isBytewise;
    private long after;

    RunnerPlayer(ScriptedRunner runner, SocketChannel channel, List<RunnerStep> steps) {
        this.runner = runner;
        this.channel = channel;
        this.steps = steps;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    @Override
    public void run() {
        try (channel) {
            for (var step : steps) {
                play(step);
                out.flush();
                if (step instanceof RunnerStep.HangUp) {
                    return;
                }
            }
        } catch (IOException e) {
            System.err.println("the connection is over: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play(RunnerStep step) throws IOException, InterruptedException {
        switch (step) {
            case RunnerStep.AwaitAttach() -> awaitAttach();
            case RunnerStep.Hello(var changes) -> hello(changes);
            case RunnerStep.Event(var event, var offset) -> {
                byte[] json = bytes(Json.write(event));
                write(offset == null ? runner.spool(json) : line(offset, json));
            }
            case RunnerStep.Spooled() -> {
                for (byte[] line : runner.spooled(after)) {
                    write(line);
                }
            }
            case RunnerStep.CountFrom(long offset) -> runner.countFrom(offset);
            case RunnerStep.Raw(var text, boolean newline) ->
                    write(bytes(newline ? text + "\n" : text));
            case RunnerStep.Bytewise() -> isBytewise = true;
            case RunnerStep.Malformed(int count, long seed) -> malformed(count, seed);
            case RunnerStep.Flood(int count) -> {
                for (int i = 0; i < count; i++) {
                    log("flood " + i);
                }
            }
            case RunnerStep.Serve() -> serve();
            case RunnerStep.Deaf() -> new CountDownLatch(1).await();
            case RunnerStep.HangUp() -> {}
            case RunnerStep.Exit(int code) -> Runtime.getRuntime().halt(code);
        }
    }

    private void awaitAttach() throws IOException {
        var line = in.readLine();
        if (line == null) {
            throw new IOException("nobody attached");
        }
        after = Json.parse(line).path("after").asLong(0);
        runner.attached(after);
    }

    private void hello(JsonNode changes) throws IOException {
        var hello =
                Json.object(
                        "type",
                        "hello",
                        "protocol",
                        1,
                        "runnerVersion",
                        "0",
                        "agent",
                        "scripted",
                        "pid",
                        ProcessHandle.current().pid(),
                        "nextOffset",
                        runner.nextOffset());
        changes.properties()
                .forEach(one -> {
                    if (one.getValue().isNull()) {
                        hello.remove(one.getKey());
                    } else {
                        hello.set(one.getKey(), one.getValue());
                    }
                });
        write(bytes(Json.write(hello) + "\n"));
    }

    private void malformed(int count, long seed) throws IOException {
        var good = new ArrayList<byte[]>();
        REPLIES.forEach(reply -> good.add(bytes(reply)));
        var lines = new MalformedLines(seed, good);
        var events = MalformedLines.ofEvents(seed + 1);
        for (int i = 0; i < count; i++) {
            if (i % 2 == 1) {
                write(runner.spool(events.next().bytes()));
                continue;
            }
            boolean isOverlong = i == count / 4 * 2;
            var spoiled = isOverlong ? lines.next(Malformation.OVERLONG) : lines.next();
            write(spoiled.bytes());
            write(bytes("\n"));
        }
    }

    private void log(String message) throws IOException {
        event(Json.object("type", "log", "message", message));
    }

    private void event(JsonNode event) throws IOException {
        write(runner.spool(bytes(Json.write(event))));
    }

    private void serve() throws IOException {
        out.flush();
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var command = Json.parse(line);
            switch (command.path("type").asString("")) {
                case "start_query" -> answer(command.path("queryId").asString(""));
                case "ping" ->
                        write(
                                bytes(
                                        Json.write(
                                                        Json.object(
                                                                "type",
                                                                "pong",
                                                                "id",
                                                                command.path("id"),
                                                                "agentAlive",
                                                                true,
                                                                "rssBytes",
                                                                1))
                                                + "\n"));
                case "shutdown" -> Runtime.getRuntime().halt(0);
                default -> {}
            }
            out.flush();
        }
    }

    private void answer(String query) throws IOException {
        event(Json.object("type", "status", "status", "ready"));
        var block = Json.object("type", "assistant_text", "id", "b-" + query, "content", "done");
        event(
                Json.object(
                        "type",
                        "block_complete",
                        "conversationId",
                        "main",
                        "blockId",
                        "b-" + query,
                        "block",
                        block));
        event(Json.object("type", "query_ended", "queryId", query, "outcome", "completed"));
    }

    private void write(byte[] bytes) throws IOException {
        if (!isBytewise) {
            out.write(bytes);
            return;
        }
        for (byte b : bytes) {
            out.write(b);
            out.flush();
        }
    }

    /// A line of a spool, with its newline, whatever the event is.
    static byte[] line(long offset, byte[] event) {
        byte[] head =
                bytes("{\"offset\":" + offset + ",\"at\":\"2026-01-01T00:00:00.000Z\",\"event\":");
        byte[] line = Arrays.copyOf(head, head.length + event.length + 2);
        System.arraycopy(event, 0, line, head.length, event.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
