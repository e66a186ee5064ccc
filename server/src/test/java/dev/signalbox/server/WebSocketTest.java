package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class WebSocketTest {
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
    void theFirstFrameMayBringTheToken() {
        try (var socket = TestSocket.open(server, null)) {
            var reply = socket.ask("auth", ",\"token\":\"" + TestServer.TOKEN + "\"");
            assertThat(reply.path("ok").asBoolean()).isTrue();
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void withoutAGoodTokenTheSocketIsClosed() {
        try (var wrong = TestSocket.open(server, null);
                var late = TestSocket.open(server, null);
                var impatient = TestSocket.open(server, null)) {
            var reply = wrong.ask("auth", ",\"token\":\"nobody's\"");
            assertThat(reply.path("error").path("code").asString()).isEqualTo("UNAUTHENTICATED");
            assertThat(wrong.closeCode()).isEqualTo(4401);
            assertThat(impatient.join("s", "").path("ok").asBoolean()).isFalse();
            assertThat(impatient.closeCode()).isEqualTo(4401);
            assertThat(late.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aJoinIsAnsweredBeforeItsEventsCome() {
        try (var socket = server.socket()) {
            socket.send("{\"type\":\"session:join\",\"id\":\"j\",\"sessionId\":\"s\",\"after\":0}");
            // Heartbeats may come at any time.
            var first = socket.next(it -> it.has("id") || it.has("seq"));
            assertThat(first.path("id").asString()).isEqualTo("j");
            assertThat(socket.next(it -> it.has("seq")).path("seq").asLong()).isEqualTo(1);
        }
    }

    @Test
    void manySessionsShareAConnectionUntilTheyAreLeft() {
        var other = server.host.session("t", 0);
        try (var socket = server.socket()) {
            socket.join("s", "");
            socket.join("t", "");
            session.emit(FakeSessionHost.delta("one"));
            assertThat(nextEventOf(socket)).isEqualTo("s");
            other.emit(FakeSessionHost.delta("two"));
            assertThat(nextEventOf(socket)).isEqualTo("t");
            socket.ask("session:leave", ",\"sessionId\":\"s\"");
            session.emit(FakeSessionHost.delta("unheard"));
            other.emit(FakeSessionHost.delta("three"));
            assertThat(nextEventOf(socket)).isEqualTo("t");
            assertThat(session.cursors()).isZero();
        }
        await().until(() -> other.cursors() == 0);
    }

    @Test
    void joiningAgainReplacesTheOldSubscription() {
        try (var socket = server.socket()) {
            socket.join("s", ",\"after\":0");
            socket.eventsUntil(25);
            socket.join("s", ",\"after\":24");
            assertThat(socket.eventsUntil(25)).hasSize(1);
            assertThat(session.cursors()).isEqualTo(1);
        }
    }

    @Test
    void requestsAreAnsweredAndFailuresAreReplies() {
        try (var socket = server.socket()) {
            var accepted =
                    socket.ask("session:message", ",\"sessionId\":\"s\",\"content\":\"hello\"");
            assertThat(accepted.path("data").path("state").asString()).isEqualTo("started");
            assertThat(server.host.asked).contains("message s hello QUEUE");
            var permitted =
                    socket.ask(
                            "session:permission",
                            ",\"sessionId\":\"s\",\"requestId\":\"p\",\"optionId\":\"allow\"");
            assertThat(permitted.path("data").path("optionId").asString()).isEqualTo("allow");
            var late =
                    socket.ask(
                            "session:permission",
                            ",\"sessionId\":\"s\",\"requestId\":\"old\",\"optionId\":\"allow\"");
            assertThat(late.path("error").path("optionId").asString()).isEqualTo("deny");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            textBlock =
                    """
                    {"id":"x"}                                                | BAD_REQUEST
                    {"id":"x","type":"session:dance"}                         | BAD_REQUEST
                    {"id":"x","type":"session:join"}                          | BAD_REQUEST
                    {"id":"x","type":"session:join","sessionId":"s","after":"1"} | BAD_REQUEST
                    {"id":"x","type":"session:join","sessionId":"s","after":-1}  | BAD_REQUEST
                    {"id":"x","type":"session:join","sessionId":"s","filter":{"tracks":["x"]}} | BAD_REQUEST
                    {"id":"x","type":"session:join","sessionId":"none"}       | SESSION_NOT_FOUND
                    {"id":"x","type":"session:message","sessionId":"s"}       | BAD_REQUEST
                    {"id":"x","type":"session:message","sessionId":"s","content":"busy"} | QUERY_ACTIVE
                    {"id":"x","type":"session:message","sessionId":"s","content":"boom"} | INTERNAL
                    {"id":"x","type":"session:interrupt","sessionId":"s"}     | NO_ACTIVE_QUERY
                    """)
    void aBadRequestIsAReplyAndTheConnectionGoesOn(String frame, String code) {
        try (var socket = server.socket()) {
            socket.send(frame);
            var reply = socket.nextAny();
            assertThat(reply.path("id").asString()).isEqualTo("x");
            assertThat(reply.path("error").path("code").asString()).isEqualTo(code);
            assertThat(reply.path("error").path("detail").asString())
                    .isNotEmpty()
                    .doesNotContain("dev.signalbox", "secret");
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void pingsAreAnsweredAndTheSubprotocolIsSpoken() {
        try (var socket = server.socket()) {
            assertThat(socket.subprotocol()).isEqualTo("signalbox.v1");
            assertThat(socket.ping("there?")).isEqualTo("there?");
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void whatIsNoJsonObjectClosesTheSocket() {
        for (var frame : List.of("hello", "[1]", "{\"type\":", "")) {
            try (var socket = server.socket()) {
                socket.send(frame);
                assertThat(socket.closeCode()).as(frame).isEqualTo(4400);
            }
        }
        try (var socket = server.socket()) {
            socket.sendBinary();
            assertThat(socket.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void aFrameOverTheLimitClosesTheSocket() {
        try (var socket = server.socket()) {
            socket.send("{\"type\":\"" + "x".repeat(5_000) + "\"}");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aHeartbeatComesWithTheProgressOfAFilteredReader() {
        try (var socket = server.socket()) {
            socket.join("s", ",\"after\":0,\"filter\":{\"types\":[\"session:error\"]}");
            var cursor = socket.nextAny();
            assertThat(cursor.path("type").asString()).isEqualTo("session:cursor");
            assertThat(cursor.path("seq").asLong()).isEqualTo(25);
            assertThat(socket.nextAny().path("at").asString()).endsWith("Z");
        }
    }

    @Test
    void aCursorOfAnotherEpochIsAnsweredWithResync() {
        try (var socket = server.socket()) {
            var reply = socket.join("s", ",\"after\":3,\"epoch\":9");
            assertThat(reply.path("ok").asBoolean()).isTrue();
            var resync = socket.nextOfType("session:resync");
            assertThat(resync.path("headSeq").asLong()).isEqualTo(25);
            assertThat(resync.path("epoch").asLong()).isEqualTo(1);
        }
    }

    @Test
    void aDeletedSessionIsSaid() {
        try (var socket = server.socket()) {
            socket.join("s", ",\"after\":24");
            server.method("DELETE", "/api/v1/sessions/s", "");
            var deleted = socket.nextOfType("session:deleted");
            assertThat(deleted.path("sessionId").asString()).isEqualTo("s");
            assertThat(session.cursors()).isZero();
        }
    }

    @Test
    void aWatcherHearsOfSessionsAndNotOfEveryDelta() {
        try (var socket = server.socket()) {
            assertThat(socket.ask("sessions:watch", "").path("ok").asBoolean()).isTrue();
            server.host.add("new", "default", dev.signalbox.protocol.By.principal("admin"));
            assertThat(changed(socket)).isEqualTo("[\"new\"]");
            for (int i = 0; i < 50; i++) {
                server.host.happened("s", FakeSessionHost.delta("silent"));
                server.host.happened("new", status());
            }
            assertThat(changed(socket)).isEqualTo("[\"new\"]");
            server.method("DELETE", "/api/v1/sessions/new", "");
            assertThat(changed(socket)).isEqualTo("[\"new\"]");
            socket.ask("sessions:unwatch", "");
            server.host.happened("s", status());
            socket.nextOfType("heartbeat");
            socket.nextOfType("heartbeat");
        }
    }

    @Test
    void aJournalThatFailsForAWhileLosesNothing() {
        try (var socket = server.socket()) {
            socket.join("s", ",\"after\":0");
            socket.eventsUntil(25);
            server.host.journalWorks = false;
            session.emit(FakeSessionHost.delta("later"));
            socket.nextOfType("heartbeat");
            server.host.journalWorks = true;
            assertThat(socket.eventsUntil(26)).hasSize(1);
            session.emit(FakeSessionHost.delta("and it works again"));
            assertThat(socket.eventsUntil(27)).hasSize(1);
        }
    }

    @Test
    void aLongEventArrivesWhole() {
        try (var socket = server.socket()) {
            socket.join("s", "");
            String text = "ä€𝄞".repeat(100_000);
            session.emit(FakeSessionHost.delta(text));
            var event = socket.nextOfType("session:block:delta");
            assertThat(event.path("data").path("delta").asString()).isEqualTo(text);
        }
    }

    @Test
    void aStopSaysThatItRestarts() {
        try (var socket = server.socket()) {
            socket.join("s", "");
            server.server.stop();
            assertThat(socket.closeCode()).isEqualTo(1012);
            assertThat(session.cursors()).isZero();
            assertThat(server.server.streamCount()).isZero();
        }
    }

    private static String nextEventOf(TestSocket socket) {
        return socket.nextOfType("session:block:delta").path("sessionId").asString();
    }

    private static String changed(TestSocket socket) {
        return socket.nextOfType("sessions:changed").path("sessionIds").toString();
    }

    private static SessionEvent status() {
        return new SessionEvent.Status(
                new SessionRuntimeState(
                        true,
                        new SessionRuntimeState.Environment(
                                "e", EnvironmentStatus.READY, null, null, 0, null),
                        null,
                        List.of(),
                        List.of(),
                        null));
    }
}
