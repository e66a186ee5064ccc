package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A WebSocket client that keeps what it receives.
final class TestSocket implements WebSocket.Listener, AutoCloseable {
    private final Set<String> typesSent = ConcurrentHashMap.newKeySet();
    private final Set<String> typesReceived = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Supplier<JsonNode>> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final CompletableFuture<String> pong = new CompletableFuture<>();
    private volatile int objectsPerFrameMax;
    private int ids;
    private WebSocket socket;

    static TestSocket open(TestServer server, @Nullable String token) {
        return open(server, token, "");
    }

    /// @param query such as `?ticket=…`
    static TestSocket open(TestServer server, @Nullable String token, String query) {
        var made = new TestSocket();
        var builder = server.client().newWebSocketBuilder().subprotocols("signalbox.v1");
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        made.socket =
                builder.buildAsync(
                                URI.create("ws://127.0.0.1:" + server.port + "/api/v1/ws" + query),
                                made)
                        .join();
        return made;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String[] lines = text.toString().split("\n", -1);
            text.setLength(0);
            objectsPerFrameMax = Math.max(objectsPerFrameMax, lines.length);
            for (var line : lines) {
                take(json(line));
            }
        }
        from.request(1);
        return null;
    }

    /// What is no documented frame is found by whoever waits for the next one.
    private void take(ObjectNode frame) {
        typesReceived.add(Frames.typeOf(frame));
        try {
            Frames.SERVED.checkToClient(frame);
            received.add(() -> frame);
        } catch (AssertionError undocumented) {
            received.add(() -> {
                throw undocumented;
            });
        }
    }

    Set<String> typesReceived() {
        return typesReceived;
    }

    Set<String> typesSent() {
        return typesSent;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pong.complete(StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return null;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    String ping(String text) {
        socket.sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).join();
        return pong.orTimeout(5, TimeUnit.SECONDS).join();
    }

    void send(String frame) {
        socket.sendText(frame, true).join();
    }

    void sendBinary() {
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
    }

    /// Sends a request and gives its reply; what came before it is left out.
    JsonNode ask(String type, String fields) {
        String id = "r" + ++ids;
        typesSent.add(type);
        send("{\"type\":\"" + type + "\",\"id\":\"" + id + "\"" + fields + "}");
        return next(it -> it.path("id").asString("").equals(id));
    }

    JsonNode join(String sessionId, String fields) {
        return ask("session:join", ",\"sessionId\":\"" + sessionId + "\"" + fields);
    }

    /// The next object of this kind; others are left out.
    JsonNode next(Predicate<JsonNode> wanted) {
        try {
            for (; ; ) {
                var next = received.poll(5, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("nothing came for 5 s");
                }
                var object = next.get();
                if (wanted.test(object)) {
                    return object;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode nextOfType(String type) {
        return next(it -> it.path("type").asString("").equals(type));
    }

    JsonNode nextAny() {
        return next(_ -> true);
    }

    /// Events until one has this `seq`, each as it came.
    List<String> eventsUntil(long seq) {
        var events = new ArrayList<String>();
        long at = 0;
        while (at < seq) {
            var event = next(it -> it.has("seq") && it.has("track"));
            at = event.path("seq").asLong();
            events.add(event.toString());
        }
        return events;
    }

    int closeCode() {
        try {
            return closeCode.get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException
                | TimeoutException
                | InterruptedException e) {
            throw new AssertionError("not closed in order", e);
        }
    }

    int objectsPerFrameMax() {
        return objectsPerFrameMax;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static ObjectNode json(String text) {
        try {
            return ProtocolJson.readObject(text);
        } catch (ProtocolException e) {
            throw new IllegalStateException("no JSON: " + text, e);
        }
    }
}
