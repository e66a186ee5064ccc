package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// How often one may ask, and be wrong.
@Timeout(60)
class RequestRatesTest {
    private static final Principal ANNA = new Principal("anna", Set.of(Role.VIEWER), "acme");
    private static final Principal OTHER = new Principal("anna", Set.of(Role.VIEWER), "other");

    private final AtomicLong now = new AtomicLong();
    private final RequestRates rates = new RequestRates(new ServerLimits(1, 1, 10, 3), now::get);

    private static void assertRefused(Runnable work, String limit) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                            assertThat(e.details()).containsKey("retryAfterSeconds");
                        })
                .hasMessageContaining(limit);
    }

    @Test
    void twoSecondsWorthMayComeAtOnceAndThenAsManyAsComeBack() {
        for (int i = 0; i < 20; i++) {
            rates.asked(ANNA);
        }
        assertRefused(() -> rates.asked(ANNA), "limits.requestsPerSecond");
        rates.asked(OTHER); // Another tenant's principal of that name is another one.
        now.addAndGet(Duration.ofMillis(100).toNanos());
        rates.asked(ANNA);
        assertRefused(() -> rates.asked(ANNA), "limits.requestsPerSecond");
        now.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 20; i++) {
            rates.asked(ANNA);
        }
        assertRefused(() -> rates.asked(ANNA), "limits.requestsPerSecond");
    }

    @Test
    void anAddressThatIsWrongTooOftenIsToldToWaitAndItsNeighbourIsNot() {
        for (int i = 0; i < 3; i++) {
            rates.failed("192.0.2.1");
            rates.failed("2001:db8:0:0:0:0:0:" + i);
        }
        assertRefused(() -> rates.failed("192.0.2.1"), "limits.failedAuthPerMinute");
        assertRefused(() -> rates.failed("2001:db8:0:0:9:9:9:9"), "limits.failedAuthPerMinute");
        rates.failed("192.0.2.2");
        rates.failed("2001:db8:0:1:0:0:0:1");
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        rates.failed("192.0.2.1");
    }

    @Test
    void manyAddressesAreNotRememberedForEver() {
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 20_000; j++) {
                rates.failed("host" + j); // The oldest were forgotten before they came again.
            }
        }
    }

    @Test
    void whoAsksTooOftenIsToldWhenToAskAgainAndOthersAreServed() {
        try (var server = new TestServer(TestServer.limited(new ServerLimits(10, 10, 1, 100)))) {
            server.host.session("s", 1);
            int refused = 0;
            for (int i = 0; i < 20 && refused == 0; i++) {
                var reply = server.get("/api/v1/sessions/s");
                if (reply.status() == 429) {
                    refused++;
                    assertThat(reply.code()).isEqualTo("RATE_LIMITED");
                    assertThat(reply.header("Retry-After")).isEqualTo("1");
                    assertThat(reply.json().path("retryAfterSeconds").asInt()).isOne();
                }
            }
            assertThat(refused).isOne();
            assertThat(server.send(server.request("/api/v1/me", "viewer").build()).status())
                    .isEqualTo(200);
            await() // And it works again.
                    .until(() -> server.get("/api/v1/sessions/s").status() == 200);
        }
    }

    @Test
    void framesOfAWebSocketCountToo() {
        try (var server = new TestServer(TestServer.limited(new ServerLimits(10, 10, 1, 100)))) {
            server.host.session("s", 1);
            try (var socket = server.socket()) {
                String code = "";
                for (int i = 0; i < 20 && code.isEmpty(); i++) {
                    code = socket.join("s", "").path("error").path("code").asString("");
                }
                assertThat(code).isEqualTo("RATE_LIMITED");
                await() // And it works again, on the same socket.
                        .until(() -> socket.join("s", "").path("ok").asBoolean());
            }
        }
    }

    @Test
    void whoIsRightIsLetInWhateverOthersOfTheSameAddressShow() {
        try (var server = new TestServer(TestServer.limited(new ServerLimits(10, 10, 100, 3)))) {
            server.host.session("s", 1);
            for (int i = 0; i < 3; i++) {
                assertThat(wrong(server).status()).isEqualTo(401);
            }
            var tooOften = wrong(server);
            assertThat(tooOften.status()).isEqualTo(429);
            assertThat(tooOften.header("Retry-After")).isNotNull();
            try (var late = TestSocket.open(server, null)) {
                var reply = late.ask("auth", ",\"token\":\"wrong\"");
                assertThat(reply.path("error").path("code").asString()).isEqualTo("RATE_LIMITED");
                assertThat(late.closeCode()).isEqualTo(CloseCode.TOO_MANY);
            }
            for (var token : List.of(TestServer.TOKEN, "viewer")) {
                assertThat(server.send(server.request("/api/v1/me", token).build()).status())
                        .isEqualTo(200);
            }
            try (var socket = server.socket()) {
                assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            }
        }
    }

    private static TestServer.Reply wrong(TestServer server) {
        return server.send(server.request("/api/v1/me", "wrong").build());
    }
}
