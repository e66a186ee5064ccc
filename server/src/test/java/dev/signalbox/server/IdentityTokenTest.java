package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;

import dev.signalbox.protocol.By;
import dev.signalbox.server.access.KeyStore;
import dev.signalbox.server.access.OidcAuthenticator;
import dev.signalbox.server.access.OidcSettings;
import dev.signalbox.testkit.LocalIssuer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;

/// Identity tokens as their owners see them, over real sockets.
@Timeout(60)
class IdentityTokenTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final RSAKey KEY = LocalIssuer.rsa("one");

    private volatile Instant now = START;
    private LocalIssuer issuer;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        issuer = new LocalIssuer();
        issuer.publish(KEY.toPublicJWK());
        var settings =
                new OidcSettings(
                        issuer.url(), LocalIssuer.AUDIENCE, null, "sub", "roles", "tenant");
        server =
                new TestServer(
                        TestServer.settings(),
                        KeyStore.inMemory(InstantSource.system()),
                        new OidcAuthenticator(settings, () -> now, Duration.ofSeconds(20)));
        server.host.add("s", "acme", By.principal("oidc:anna"));
        server.host.add("t", "other", By.principal("otto"));
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    private String token() {
        return issuer.token(KEY, now, it -> it);
    }

    private int status(String token, String path) {
        return server.send(server.request(path, token).build()).status();
    }

    private SseReader events(String token) {
        return new SseReader(server, token, "/api/v1/sessions/s/events/stream", List.of());
    }

    private void assertWorks() {
        String token = token();
        try (var socket = TestSocket.open(server, token);
                var stream = events(token)) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            server.host.happened("s", FakeSessionHost.delta("hello"));
            assertThat(socket.nextOfType("session:block:delta").toString()).contains("hello");
            assertThat(stream.nextNamed("session:block:delta").data()).contains("hello");
        }
    }

    @Test
    void aTokenOpensWhatItsRoleAndTenantDo() {
        assertThat(status(token(), "/api/v1/sessions/s")).isEqualTo(200);
        assertThat(status(token(), "/api/v1/sessions/t")).isEqualTo(404);
        assertThat(status(token(), "/api/v1/keys")).isEqualTo(403);
        var me = server.send(server.request("/api/v1/me", token()).build()).json();
        assertThat(me.path("name").asString()).isEqualTo("oidc:anna");
        assertThat(me.path("tenant").asString()).isEqualTo("acme");
        String roleless = issuer.token(KEY, now, it -> it.claim("roles", List.of()));
        assertThat(status(roleless, "/api/v1/sessions/s")).isEqualTo(403);
        assertThat(status(token() + "x", "/api/v1/sessions/s")).isEqualTo(401);
        assertWorks();
    }

    @Test
    void aTokenThatExpiresEndsItsStreamsAndTheNextOneWorksAgain() {
        String token = token();
        try (var asHeader = TestSocket.open(server, token);
                var asFrame = TestSocket.open(server, null);
                var stream = events(token)) {
            assertThat(asHeader.join("s", "").path("ok").asBoolean()).isTrue();
            var reply = asFrame.ask("auth", ",\"token\":\"" + token + "\"");
            assertThat(reply.path("ok").asBoolean()).isTrue();
            assertThat(stream.nextNamed("heartbeat").data()).isNotEmpty();
            issuer.setDown(true); // That it has expired is to be seen without the issuer.

            now = START.plus(Duration.ofHours(1)).plusSeconds(61);

            assertThat(asHeader.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            assertThat(asFrame.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            while (stream.hasNext()) {
                stream.next();
            }
            await().until(() -> server.server.streamCount() == 0);
        }
        assertThat(status(token, "/api/v1/sessions/s")).isEqualTo(401);
        issuer.setDown(false);
        assertWorks();
    }

    @Test
    void whileTheIssuerIsDownNobodyIsSaidToBeWrongAndOthersGetIn() {
        issuer.setDown(true);
        var refused = server.send(server.request("/api/v1/sessions/s", token()).build());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("ISSUER_UNAVAILABLE");
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThatThrownBy(() -> TestSocket.open(server, token()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(503));
        try (var late = TestSocket.open(server, null)) {
            var reply = late.ask("auth", ",\"token\":\"" + token() + "\"");
            assertThat(reply.path("error").path("code").asString()).isEqualTo("ISSUER_UNAVAILABLE");
            assertThat(late.closeCode()).isEqualTo(CloseCode.RESTARTING);
        }
        assertThat(server.get("/api/v1/sessions/s").status()).isEqualTo(200);
    }
}
