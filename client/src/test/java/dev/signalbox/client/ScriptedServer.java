package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that does what a test says, byte by byte: answers from a table, and hands WebSockets
/// and streams to the test.
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ScriptedSocket> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<ScriptedStream> streams = new LinkedBlockingQueue<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    ScriptedServer() {
        this(0);
    }

    /// @param port 0 for a free one
    ScriptedServer(int port) {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = Thread.ofVirtual().name("scripted-server").start(this::accept);
    }

    record Answer(int status, String contentType, String body) {}

    record Request(String line, Map<String, String> headers, String body) {}

    int port() {
        return listener.getLocalPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// What to answer to a request line such as `GET /api/v1/sessions/s1`.
    void on(String request, int status, String body) {
        answers.put(
                request,
                new Answer(
                        status,
                        status < 400 ? "application/json" : "application/problem+json",
                        body));
    }

    List<Request> requests() {
        return requests;
    }

    /// The next WebSocket that a client opens; its handshake is done.
    ScriptedSocket socket() throws InterruptedException {
        var socket = sockets.poll(10, TimeUnit.SECONDS);
        assertThat(socket).as("a WebSocket within 10 s").isNotNull();
        return socket;
    }

    /// The next stream of events that a client opens; its head is sent.
    ScriptedStream stream() throws InterruptedException {
        var stream = streams.poll(10, TimeUnit.SECONDS);
        assertThat(stream).as("a stream within 10 s").isNotNull();
        return stream;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(connection));
            } catch (IOException e) {
                assertThat(listener.isClosed()).as("accepting failed: " + e).isTrue();
            }
        }
    }

    private void serve(Socket connection) {
        try {
            var in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                var request = read(in);
                requests.add(request);
                if (request.headers().containsKey("upgrade") && !isRefused(request, connection)) {
                    sockets.add(ScriptedSocket.accept(request, connection, in));
                    return;
                }
                if (request.line().contains("/events/stream")
                        && !answers.containsKey(request.line())) {
                    streams.add(ScriptedStream.accept(request, connection));
                    return;
                }
                answer(request, connection.getOutputStream());
            }
        } catch (IOException e) {
            // The client went: what a test expects of that, it checks itself.
            connections.remove(connection);
        }
    }

    private boolean isRefused(Request request, Socket connection) throws IOException {
        if (!answers.containsKey(request.line())) {
            return false;
        }
        answer(request, connection.getOutputStream());
        return true;
    }

    private void answer(Request request, OutputStream out) throws IOException {
        var answer =
                answers.getOrDefault(
                        request.line(),
                        new Answer(404, "text/plain", "no answer for " + request.line()));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + answer.status() + " x\r\nContent-Type: " + answer.contentType();
        if (answer.status() != 204) {
            head += "\r\nContent-Length: " + body.length;
        }
        out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in).replace(" HTTP/1.1", "");
        var headers = new LinkedHashMap<String, String>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(
                line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the client went");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// Goes away: no goodbye on any connection, and nobody listens any more.
    @Override
    public void close() {
        try {
            listener.close();
            for (var connection : connections) {
                connection.close();
            }
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
