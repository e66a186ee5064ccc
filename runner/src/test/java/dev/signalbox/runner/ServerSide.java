package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// The server's end of a runner's socket, as plain as can be: it collects what comes.
final class ServerSide implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<ObjectNode> events = new CopyOnWriteArrayList<>();
    final List<Long> offsets = new CopyOnWriteArrayList<>();
    final List<ObjectNode> replies = new CopyOnWriteArrayList<>();
    private final SocketChannel channel;
    private final Thread reader;
    private volatile boolean isOver;

    ServerSide(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try {
            var lines = new LineReader(Channels.newInputStream(channel), 40 * 1024 * 1024);
            while (lines.next() instanceof LineReader.Line.Whole line) {
                var json = ProtocolJson.readObject(line.bytes());
                if (json.has("offset")) {
                    offsets.add(json.get("offset").longValue());
                    events.add((ObjectNode) json.get("event"));
                } else {
                    replies.add(json);
                }
            }
        } catch (IOException e) {
            // over, one way or another
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        } finally {
            isOver = true;
        }
    }

    void send(String type, Object... fields) throws IOException {
        var json = ProtocolJson.object().put("type", type);
        for (int i = 0; i < fields.length; i += 2) {
            json.set((String) fields[i], ProtocolJson.tree(fields[i + 1]));
        }
        sendLine(ProtocolJson.write(json));
    }

    void sendLine(String line) throws IOException {
        var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void startQuery(String id) throws IOException {
        send("start_query", "queryId", id, "prompt", "hello");
    }

    ObjectNode reply(String type) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                replies.stream()
                                        .filter(one -> type.equals(one.path("type").asString("")))
                                        .findFirst()
                                        .orElse(null),
                        one -> one != null);
    }

    /// Waits for an event.
    JsonNode event(String type, Predicate<JsonNode> which) {
        return await().atMost(PATIENCE).until(() -> find(type, which), found -> found != null);
    }

    JsonNode find(String type, Predicate<JsonNode> which) {
        return events.stream()
                .filter(one -> type.equals(one.path("type").asString("")) && which.test(one))
                .findFirst()
                .orElse(null);
    }

    JsonNode ended(String queryId) {
        return event("query_ended", one -> queryId.equals(one.path("queryId").asString("")));
    }

    void status(String status, int times) {
        await().atMost(PATIENCE)
                .until(() ->
                        events.stream()
                                        .filter(one ->
                                                status.equals(one.path("status").asString("")))
                                        .count()
                                >= times);
    }

    List<String> types() {
        return events.stream().map(one -> one.path("type").asString("")).toList();
    }

    /// A query runs to its end, and there is only one end.
    void works(String queryId) throws IOException {
        startQuery(queryId);
        assertThat(ended(queryId).path("outcome").asString("")).isEqualTo("completed");
        assertThat(ends(queryId)).isEqualTo(1);
    }

    long ends(String queryId) {
        return events.stream()
                .filter(one ->
                        one.path("type").asString("").equals("query_ended")
                                && one.path("queryId").asString("").equals(queryId))
                .count();
    }

    void awaitEnd() {
        await().atMost(PATIENCE).until(() -> isOver);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
