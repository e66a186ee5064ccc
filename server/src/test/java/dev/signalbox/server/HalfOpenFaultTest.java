package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.testkit.FaultProxy;
import dev.signalbox.testkit.LinkFault;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class HalfOpenFaultTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /// A client that is silent for two seconds is given up.
    private static ServerSettings impatient() {
        var usual = TestServer.settings();
        return LiveServer.behindProxy(
                new ServerSettings(
                        usual.host(),
                        usual.port(),
                        usual.maxBodyBytes(),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        usual.authTimeout(),
                        usual.corsOrigins(),
                        usual.allowedHosts(),
                        usual.limits(),
                        false));
    }

    @Test
    void aForgottenConnectionIsGivenUpByBothSidesAndTheClientComesBack() {
        try (var server = new TestServer(impatient());
                var proxy = FaultProxy.before(server.port);
                var client = LiveServer.client(proxy.port())) {
            var session = server.host.session("s", 0);
            List<Long> seqs = new CopyOnWriteArrayList<>();
            var _ =
                    client.subscribe(
                            "s",
                            SubscribeOptions.after(0).silenceMax(Duration.ofSeconds(1)),
                            event -> seqs.add(event.seq()));
            await().until(() -> seqs.size() == 1);
            var link = proxy.links().getFirst();
            link.fault(LinkFault.HALF_OPEN);
            session.emit(FakeSessionHost.delta("said into the void"));

            // The client first: it hears no heartbeat. The server's own end comes by its ping.
            await().atMost(LONG).until(() -> seqs.size() == 2);
            assertThat(proxy.accepted()).isEqualTo(2);
            await().atMost(LONG).until(() -> server.server.streamCount() == 1);
            await().until(() -> session.cursors() == 1);

            session.emit(FakeSessionHost.delta("and it works again"));
            await().until(() -> seqs.size() == 3);
            assertThat(seqs).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aClientThatOnlyListensIsNotTakenForAForgottenOne() {
        try (var server = new TestServer(impatient());
                var socket = server.socket()) {
            var session = server.host.session("s", 0);
            socket.join("s", ",\"after\":0");
            assertThat(socket.eventsUntil(1)).hasSize(1);
            // It answers pings and says nothing else, for more than the silence that is allowed.
            for (int i = 0; i < 30; i++) {
                socket.nextOfType("heartbeat");
            }
            session.emit(FakeSessionHost.delta("still here"));
            assertThat(socket.eventsUntil(2)).hasSize(1);
            assertThat(server.server.streamCount()).isEqualTo(1);
        }
    }
}
