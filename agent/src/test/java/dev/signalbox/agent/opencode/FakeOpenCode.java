package dev.signalbox.agent.opencode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that misbehaves as the real one cannot be made to. Its process is a script that says
/// where it listens, and sleeps.
final class FakeOpenCode implements AutoCloseable {
    static final String SESSION = "ses_1";

    /// Requests as `METHOD /path`, in order.
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();

    /// Answers by `METHOD /path`; a status without a body is one of HTTP's numbers alone.
    final Map<String, String> answers = new ConcurrentHashMap<>();

    /// How many requests are cut without an answer.
    final AtomicInteger cuts = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService handlers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("fake-", 0).factory());
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    FakeOpenCode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
        answers.put("GET /global/health", "{\"healthy\":true,\"version\":\"1.0.0\"}");
        answers.put("POST /session", "{\"id\":\"" + SESSION + "\"}");
        answers.put("GET /session/" + SESSION, "{\"id\":\"" + SESSION + "\"}");
        answers.put("POST /session/" + SESSION + "/prompt_async", "204");
        answers.put("POST /session/" + SESSION + "/abort", "true");
    }

    /// The program to start in OpenCode's place.
    Path program(Path folder) throws IOException {
        var script =
                """
                #!/bin/sh
                echo "opencode server listening on http://127.0.0.1:%d"
                exec sleep 300
                """
                        .formatted(server.getAddress().getPort());
        var program = Files.writeString(folder.resolve("opencode"), script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        requests.add(what);
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        if (cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("cut, as the test wants it");
        }
        if (what.equals("GET /event")) {
            stream(exchange);
            return;
        }
        var answer = answers.getOrDefault(what, "[]");
        boolean isStatus = answer.matches("[0-9]{3}");
        var body = (isStatus ? "" : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                isStatus ? Integer.parseInt(answer) : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        write(out, "{\"id\":\"e\",\"type\":\"server.connected\",\"properties\":{}}");
        streams.add(out);
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, String event) throws IOException {
        out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Says an event; its quotes may be single ones.
    void say(String event) throws IOException {
        write(streams.getLast(), event.replace('\'', '"'));
    }

    /// Breaks the stream of events.
    void cut() throws IOException {
        streams.removeLast().close();
    }

    boolean isHeard() {
        return !streams.isEmpty();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        handlers.shutdownNow();
    }
}
