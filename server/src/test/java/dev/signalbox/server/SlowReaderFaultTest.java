package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SlowReaderFaultTest {
    private static final int EVENTS = 400;

    @Test
    void aReaderThatStopsIsClosedWhileOthersGoOn() {
        try (var server = new TestServer();
                var stopped = RawSocket.upgraded(server.port);
                var stoppedSse = new RawSocket(server.port)) {
            var session = server.host.session("s", 0);
            stopped.frame("{\"type\":\"session:join\",\"sessionId\":\"s\",\"after\":0}");
            stoppedSse.write(
                    "GET /api/v1/sessions/s/events/stream?after=0 HTTP/1.1\r\nHost: localhost:"
                            + server.port
                            + "\r\nAuthorization: Bearer "
                            + TestServer.TOKEN
                            + "\r\n\r\n");
            await().until(() -> session.cursors() == 2);
            try (var reader = server.socket()) {
                reader.join("s", ",\"after\":0");
                for (int i = 0; i < EVENTS; i++) {
                    session.emit(FakeSessionHost.delta("x".repeat(20_000)));
                }
                assertThat(reader.eventsUntil(EVENTS + 1)).hasSize(EVENTS + 1);

                await().atMost(Duration.ofSeconds(8)).until(() -> session.cursors() == 1);
                assertThat(stopped.closeCode()).isEqualTo(4408);
                await().until(() -> server.server.streamCount() == 1);

                session.emit(FakeSessionHost.delta("and it works again"));
                assertThat(reader.eventsUntil(EVENTS + 2)).hasSize(1);
            }
        }
    }

    @Test
    void aReaderThatIsSlowButReadsIsNotClosed() throws InterruptedException {
        try (var server = new TestServer();
                var slow = server.socket()) {
            var session = server.host.session("s", 0);
            slow.join("s", ",\"after\":0");
            // One event is longer than what the socket takes at once.
            session.emit(FakeSessionHost.delta("x".repeat(3_000_000)));
            assertThat(slow.eventsUntil(2)).hasSize(2);
        }
    }

    @Test
    void aStopDoesNotWaitForAReaderThatHasStopped() {
        try (var server = new TestServer();
                var stopped = RawSocket.upgraded(server.port)) {
            var session = server.host.session("s", 0);
            stopped.frame("{\"type\":\"session:join\",\"sessionId\":\"s\",\"after\":0}");
            for (int i = 0; i < EVENTS; i++) {
                session.emit(FakeSessionHost.delta("x".repeat(20_000)));
            }
            await().until(() -> session.cursors() == 1);
            long start = System.nanoTime();
            server.server.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8));
            await().until(() -> session.cursors() == 0);
        }
    }
}
