package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.stream.Collectors;

class SseTest {
    private static final String PATH = "/api/v1/sessions/s/events/stream";
    private TestServer server;
    private FakeSession session;

    @BeforeEach
    void start() {
        server = new TestServer();
        session = server.host.session("s", 20);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLastEventIdWinsOverAfter() {
        try (var sse = new SseReader(server, PATH + "?after=0", "Last-Event-ID", "1-23")) {
            var event = sse.next();
            assertThat(event.id()).isEqualTo("1-24");
            assertThat(event.name()).isEqualTo("session:block:delta");
        }
    }

    @Test
    void withoutAPlaceItBeginsNow() {
        try (var sse = new SseReader(server, PATH)) {
            session.emit(FakeSessionHost.delta("now"));
            assertThat(sse.next().id()).isEqualTo("1-26");
        }
    }

    @Test
    void anotherEpochIsAnsweredWithResyncAndTheEnd() {
        try (var sse = new SseReader(server, PATH, "Last-Event-ID", "7-3")) {
            var event = sse.next();
            assertThat(event.name()).isEqualTo("session:resync");
            assertThat(event.id()).isEmpty();
            assertThat(event.data()).contains("\"headSeq\":25");
            assertThat(sse.hasNext()).isFalse();
        }
    }

    @Test
    void aMalformedLastEventIdIsAProblem() {
        for (var id : new String[] {"x", "1-x", "5"}) {
            try (var sse = new SseReader(server, PATH, "Last-Event-ID", id)) {
                assertThat(sse.status()).as(id).isEqualTo(400);
            }
        }
    }

    @Test
    void aHeartbeatComesWithTheProgressOfAFilteredReader() {
        try (var sse = new SseReader(server, PATH + "?after=0&types=session:error")) {
            assertThat(sse.next().data())
                    .isEqualTo("{\"type\":\"session:cursor\",\"sessionId\":\"s\",\"seq\":25}");
            assertThat(sse.next().name()).isEqualTo("heartbeat");
            assertThat(sse.next().name()).isEqualTo("heartbeat");
        }
    }

    @Test
    void aDeletedSessionEndsTheStream() {
        try (var sse = new SseReader(server, PATH)) {
            server.method("DELETE", "/api/v1/sessions/s", "");
            assertThat(sse.nextNamed("session:deleted").id()).isEmpty();
            assertThat(sse.hasNext()).isFalse();
        }
    }

    @Test
    void aStopEndsTheStreamAndACloseFreesTheCursor() {
        try (var left = new SseReader(server, PATH)) {
            assertThat(session.cursors()).isEqualTo(1);
            assertThat(left.status()).isEqualTo(200);
        }
        await().until(() -> session.cursors() == 0);
        try (var sse = new SseReader(server, PATH)) {
            server.server.stop();
            assertThat(sse.hasNext()).isFalse();
        }
        assertThat(session.cursors()).isZero();
        assertThat(threads()).isEmpty();
    }

    private static String threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("http-io"))
                .collect(Collectors.joining(" "));
    }
}
