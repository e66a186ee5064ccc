package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// The same events over REST pages, SSE and WebSocket.
class ReplayTest {
    private static final int DELTAS = 500;
    private TestServer server;
    private FakeSession session;

    @BeforeEach
    void start() {
        server = new TestServer();
        session = server.host.session("s", DELTAS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyTransportReplaysIdentically() throws ProtocolException {
        long head = session.headSeq();
        var stored = session.since(0).stream().map(it -> json(it.json())).toList();
        assertThat(pages("")).isEqualTo(stored);
        try (var sse = new SseReader(server, "/api/v1/sessions/s/events/stream?after=0")) {
            assertThat(sse.contentType()).startsWith("text/event-stream");
            assertThat(trees(sse.eventsUntil(head))).isEqualTo(stored);
        }
        for (var batch : List.of("", ",\"batch\":true")) {
            try (var socket = server.socket()) {
                var reply = socket.join("s", ",\"after\":0" + batch);
                assertThat(reply.path("data").path("headSeq").asLong()).isEqualTo(head);
                assertThat(reply.path("data").path("runtime").path("isLoaded").asBoolean())
                        .isTrue();
                assertThat(trees(socket.eventsUntil(head))).isEqualTo(stored);
                assertThat(socket.objectsPerFrameMax() > 1).isEqualTo(!batch.isEmpty());
            }
        }
    }

    @Test
    void replayGoesOverIntoLiveWithoutASeam() throws ProtocolException {
        try (var socket = server.socket();
                var sse = new SseReader(server, "/api/v1/sessions/s/events/stream?after=100")) {
            socket.join("s", ",\"after\":100");
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int i = 0; i < 2_000; i++) {
                                    session.emit(FakeSessionHost.delta("live " + i));
                                }
                            });
            long head = session.since(0).getFirst().envelope().seq() + DELTAS + DELTAS / 5 + 2_000;
            var overSocket = trees(socket.eventsUntil(head));
            var overSse = trees(sse.eventsUntil(head));
            var stored = session.since(100).stream().map(it -> json(it.json())).toList();
            assertThat(overSocket).isEqualTo(stored);
            assertThat(overSse).isEqualTo(stored);
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void aFilterLeavesOutTheSameEverywhereAndPrevBridgesTheGap() throws ProtocolException {
        session.emit(FakeSessionHost.log(LogLevel.ERROR, "the last"));
        long head = session.headSeq();
        var overRest = pages("&types=session:log&minLogLevel=error");
        assertThat(overRest).hasSize(DELTAS / 10 + 1);
        try (var sse =
                        new SseReader(
                                server,
                                "/api/v1/sessions/s/events/stream?after=0&types=session:log"
                                        + "&minLogLevel=error");
                var socket = server.socket()) {
            socket.join(
                    "s",
                    ",\"after\":0,\"filter\":{\"types\":[\"session:log\"],"
                            + "\"minLogLevel\":\"error\"}");
            var overSse = trees(sse.eventsUntil(head));
            var overSocket = trees(socket.eventsUntil(head));
            assertThat(overSocket).isEqualTo(overSse);
            assertThat(overSocket.stream().map(it -> it.path("seq")).toList())
                    .isEqualTo(overRest.stream().map(it -> it.path("seq")).toList());
            long cursor = 0;
            for (var event : overSocket) {
                long seq = event.path("seq").asLong();
                assertThat(event.path("prev").asLong(seq - 1)).isEqualTo(cursor);
                cursor = seq;
            }
        }
    }

    @Test
    void pagesRunBackwardsToo() {
        var newest = server.get("/api/v1/sessions/s/events?order=desc&limit=2").json();
        assertThat(newest.path("items").get(0).path("seq").asLong()).isEqualTo(session.headSeq());
        assertThat(newest.path("next").asLong()).isEqualTo(session.headSeq() - 1);
    }

    private List<JsonNode> pages(String query) {
        var events = new ArrayList<JsonNode>();
        JsonNode next = ProtocolJson.tree(0);
        while (!next.isNull()) {
            var page =
                    server.get("/api/v1/sessions/s/events?limit=70&after=" + next + query).json();
            page.path("items").forEach(events::add);
            next = page.path("next");
        }
        return events;
    }

    private static List<JsonNode> trees(List<String> events) {
        return events.stream()
                .map(it -> json(it.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toList();
    }

    private static JsonNode json(byte[] text) {
        try {
            return ProtocolJson.readObject(text);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }
}
