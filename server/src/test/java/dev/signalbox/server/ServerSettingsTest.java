package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

class ServerSettingsTest {
    @Test
    void defaultsListenOnLoopback() {
        assertThat(ServerSettings.defaults())
                .isEqualTo(
                        new ServerSettings(
                                "127.0.0.1",
                                7717,
                                1024 * 1024,
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                Set.of(),
                                Set.of(),
                                ServerLimits.DEFAULT,
                                false));
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        var usual = ServerSettings.defaults();
        assertRefused(() -> usual.at("127.0.0.1", 70_000), "server.port");
        assertRefused(() -> usual.at(" ", 1), "server.host");
        assertRefused(() -> with(Duration.ofSeconds(40), 1_000_000, "https://a"), "heartbeat");
        assertRefused(() -> with(Duration.ZERO, 1_000_000, "https://a"), "heartbeat");
        assertRefused(() -> with(Duration.ofSeconds(1), 10, "https://a"), "maxBodyBytes");
        assertRefused(() -> with(Duration.ofSeconds(1), 10_000, "*"), "corsOrigins");
        assertRefused(() -> with(Duration.ofSeconds(1), 10_000, "https://a/"), "corsOrigins");
    }

    @Test
    void aPortInUseIsSaid() {
        try (var first = new TestServer()) {
            var second =
                    new SignalboxServer(
                            TestServer.settings().at("127.0.0.1", first.port),
                            new FakeSessionHost(),
                            _ -> null,
                            first.stores);
            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE))
                    .hasMessageContaining("127.0.0.1:" + first.port);
            second.stop();
            assertThat(first.get("/livez").status()).isEqualTo(200);
        }
    }

    private static ServerSettings with(Duration heartbeat, int maxBody, String origin) {
        return new ServerSettings(
                "127.0.0.1",
                0,
                maxBody,
                heartbeat,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Set.of(origin),
                Set.of(),
                ServerLimits.DEFAULT,
                false);
    }

    private static void assertRefused(Runnable making, String name) {
        assertThatThrownBy(making::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining(name);
    }
}
