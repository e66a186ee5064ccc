package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.runtime.Retention;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/// Logs on their way to readers: what a filter costs, what old lines leave behind, what is asked for.
class LogReadingTest {
    private static final String LAST = "the last line";

    @TempDir Path dir;
    private LiveServer server;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        server = new LiveServer(dir);
        id = server.create();
        server.ask(id, "go");
    }

    @AfterEach
    void end() {
        server.close();
    }

    private void log(LogLevel level, String message) throws InterruptedException {
        server.puppet(id).say(new StreamEvent.Log(level, message, LogSource.AGENT));
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                .header("Authorization", "Bearer " + TestServer.TOKEN)
                .build();
    }

    private String get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request("/api/v1/sessions/" + id + path), BodyHandlers.ofString())
                    .body();
        }
    }

    private long head() {
        return server.host.session(id).headSeq();
    }

    /// Bytes of events, and how many frames there were besides: heartbeats and cursors.
    private record Received(long eventBytes, long otherFrames, long otherBytes) {}

    private static Received count(List<String> frames, String mark) {
        long bytes = 0;
        long others = 0;
        long otherBytes = 0;
        for (String frame : frames) {
            if (frame.contains(mark)) {
                bytes += frame.length();
            } else {
                others++;
                otherBytes += frame.length();
            }
        }
        return new Received(bytes, others, otherBytes);
    }

    private Received overSse(int debugLines) throws Exception {
        long after = head();
        try (var client = HttpClient.newHttpClient();
                var body =
                        client.send(
                                        request(
                                                "/api/v1/sessions/"
                                                        + id
                                                        + "/events/stream?types=session:log&minLogLevel=error&after="
                                                        + after),
                                        BodyHandlers.ofInputStream())
                                .body()) {
            flood(debugLines);
            var frames = new ArrayList<String>();
            var frame = new StringBuilder();
            var lines =
                    new java.io.BufferedReader(
                            new java.io.InputStreamReader(body, StandardCharsets.UTF_8));
            while (frames.isEmpty() || !frames.getLast().contains(LAST)) {
                String line = lines.readLine();
                if (line.isEmpty()) {
                    frames.add(frame.toString());
                    frame.setLength(0);
                } else {
                    frame.append(line).append('\n');
                }
            }
            return count(frames, "event: session:log");
        }
    }

    private Received overWebSocket(int debugLines) throws Exception {
        var frames = new CopyOnWriteArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            var socket =
                    client.newWebSocketBuilder()
                            .header("Authorization", "Bearer " + TestServer.TOKEN)
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + server.port + "/api/v1/ws"),
                                    new Frames(frames))
                            .join();
            socket.sendText(
                            "{\"type\":\"session:join\",\"id\":\"j\",\"sessionId\":\""
                                    + id
                                    + "\",\"after\":"
                                    + head()
                                    + ",\"filter\":{\"types\":[\"session:log\"],\"minLogLevel\":\"error\"}}",
                            true)
                    .join();
            await().until(() -> !frames.isEmpty());
            frames.clear(); // The reply.
            flood(debugLines);
            await().until(() -> frames.stream().anyMatch(frame -> frame.contains(LAST)));
            socket.abort();
            return count(frames, "\"type\":\"session:log\"");
        }
    }

    /// Frames, whole.
    private static final class Frames implements WebSocket.Listener {
        private final List<String> frames;
        private final StringBuilder frame = new StringBuilder();

        Frames(List<String> frames) {
            this.frames = frames;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                frames.add(frame.toString());
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void flood(int debugLines) throws InterruptedException {
        for (int i = 0; i < debugLines; i++) {
            log(LogLevel.DEBUG, "a line that nobody asked for " + i);
        }
        log(LogLevel.ERROR, LAST);
    }

    @Test
    void theBytesOfAReaderOfErrorsDoNotGrowWithDebugLines() throws Exception {
        var fewSse = overSse(10);
        var manySse = overSse(10_000);
        var fewSocket = overWebSocket(10);
        var manySocket = overWebSocket(10_000);
        System.out.println("sse " + fewSse + " " + manySse);
        System.out.println("websocket " + fewSocket + " " + manySocket);
        // Numbers have more digits later in a session; nothing else may grow but heartbeats.
        assertThat(manySse.eventBytes()).isBetween(fewSse.eventBytes(), fewSse.eventBytes() + 30);
        assertThat(manySocket.eventBytes())
                .isBetween(fewSocket.eventBytes(), fewSocket.eventBytes() + 30);
        long heartbeats =
                300; // A minute's, which is more than this takes; a cursor comes with each.
        for (var many : List.of(manySse, manySocket)) {
            assertThat(many.otherFrames()).isLessThan(2 * heartbeats);
        }
    }

    @Test
    void oldLinesThatAreGoneBreakNoTransport() throws Exception {
        for (int i = 0; i < 6_000; i++) {
            log(LogLevel.DEBUG, "old line " + i);
            if (i % 500 == 0) {
                server.puppet(id).say(LiveServer.complete("b" + i, "word"));
            }
        }
        log(LogLevel.ERROR, LAST);
        await().until(() -> get("/logs?contains=the%20last").contains(LAST));
        Retention.keepLines(server.journal, 50);
        long head = head();

        var pages = new ArrayList<Long>();
        String next = "0";
        while (!next.equals("null")) {
            var page = ProtocolJson.readObject(get("/events?limit=40&after=" + next));
            page.path("items").forEach(one -> pages.add(one.path("seq").asLong()));
            next = page.path("next").toString();
        }
        assertThat(pages).hasSizeLessThan(200).isSorted().endsWith(head);
        assertThat(overEachStream(head)).isEqualTo(List.of(pages, pages));

        var client = new ArrayList<Long>();
        try (var connected = LiveServer.client(server.port);
                var _ =
                        connected.subscribe(
                                id,
                                SubscribeOptions.after(0),
                                new SessionListener() {
                                    @Override
                                    public void event(Envelope event) {
                                        synchronized (client) {
                                            client.add(event.seq());
                                        }
                                    }
                                })) {
            await().until(() -> {
                synchronized (client) {
                    return !client.isEmpty() && client.getLast() >= head;
                }
            });
        }
        assertThat(client).isEqualTo(pages);
    }

    /// `seq` of what comes by SSE and by WebSocket; each step is checked by its `prev`.
    private List<List<Long>> overEachStream(long head) throws Exception {
        var frames = new CopyOnWriteArrayList<String>();
        var sse = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient();
                var body =
                        client.send(
                                        request(
                                                "/api/v1/sessions/"
                                                        + id
                                                        + "/events/stream?after=0"),
                                        BodyHandlers.ofInputStream())
                                .body()) {
            var socket =
                    client.newWebSocketBuilder()
                            .header("Authorization", "Bearer " + TestServer.TOKEN)
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + server.port + "/api/v1/ws"),
                                    new Frames(frames))
                            .join();
            socket.sendText(
                            "{\"type\":\"session:join\",\"id\":\"j\",\"sessionId\":\""
                                    + id
                                    + "\",\"after\":0}",
                            true)
                    .join();
            var lines =
                    new java.io.BufferedReader(
                            new java.io.InputStreamReader(body, StandardCharsets.UTF_8));
            String last = "\"seq\":" + head + ",";
            while (sse.isEmpty() || !sse.getLast().contains(last)) {
                String line = lines.readLine();
                if (line.startsWith("data:") && line.contains("\"seq\":")) {
                    sse.add(line.substring("data:".length()));
                }
            }
            await().until(() -> frames.stream().anyMatch(frame -> frame.contains(last)));
            socket.abort();
        }
        return List.of(seqs(sse), seqs(frames));
    }

    private static List<Long> seqs(List<String> frames) throws Exception {
        var seqs = new ArrayList<Long>();
        long cursor = 0;
        for (String frame : frames) {
            var json = ProtocolJson.readObject(frame);
            if (json.has("track")) {
                long seq = json.path("seq").asLong();
                assertThat(json.path("prev").asLong(seq - 1)).isEqualTo(cursor);
                cursor = seq;
                seqs.add(seq);
            }
        }
        return seqs;
    }

    @Test
    void logsAreAskedForByLevelSourceTextTimeAndCursor() throws Exception {
        log(LogLevel.DEBUG, "early");
        await().until(() -> get("/logs?contains=early").contains("early"));
        var between = Instant.now().plusMillis(2);
        await().pollDelay(Duration.ofMillis(5)).until(() -> Instant.now().isAfter(between));
        log(LogLevel.ERROR, "Late");
        log(LogLevel.DEBUG, "late too");
        await().until(() -> get("/logs?contains=late%20too").contains("late too"));

        assertThat(messages("/logs?source=agent")).containsExactly("early", "Late", "late too");
        assertThat(messages("/logs?source=agent&since=" + between))
                .containsExactly("Late", "late too");
        assertThat(messages("/logs?source=agent&until=" + between)).containsExactly("early");
        assertThat(messages("/logs?source=agent&contains=LATE&minLogLevel=error"))
                .containsExactly("Late");
        assertThat(messages("/logs?source=agent&order=desc&limit=1")).containsExactly("late too");
        assertThat(messages("/logs?source=server")).contains("Starting a runner");
        String next =
                ProtocolJson.readObject(get("/logs?source=agent&limit=2")).path("next").toString();
        assertThat(messages("/logs?source=agent&limit=2&after=" + next))
                .containsExactly("late too");
        assertThat(get("/logs?since=yesterday"))
                .contains("BAD_REQUEST")
                .contains("a time such as 2026-11-23T10:00:00Z");
    }

    private List<String> messages(String path) throws Exception {
        var messages = new ArrayList<String>();
        ProtocolJson.readObject(get(path))
                .path("items")
                .forEach(one -> messages.add(one.path("data").path("message").asString()));
        return messages;
    }
}
