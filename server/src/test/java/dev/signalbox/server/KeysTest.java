package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.server.access.KeyStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Keys as administrators and their owners see them, over real sockets.
class KeysTest {
    private static final String KEYS = "/api/v1/keys";

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private volatile Instant now = START;
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(TestServer.settings(), KeyStore.inMemory(() -> now));
        server.host.add("s", "acme", By.principal("anna"));
        server.host.add("t", "other", By.principal("otto"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestServer.Reply make(String role, String tenant) {
        var made =
                server.post(
                        KEYS,
                        "{\"name\":\"%s of %s\",\"roles\":[\"%s\"],\"tenant\":\"%s\"}"
                                .formatted(role, tenant, role, tenant));
        assertThat(made.status()).isEqualTo(201);
        return made;
    }

    private static String token(TestServer.Reply key) {
        return key.json().path("token").asString();
    }

    private static String id(TestServer.Reply key) {
        return key.json().path("id").asString();
    }

    private int status(String token, String path) {
        return server.send(server.request(path, token).build()).status();
    }

    private TestServer.Reply revoke(String asked, String id) {
        return server.send(server.request(KEYS + "/" + id, asked).DELETE().build());
    }

    @Test
    void aKeyIsShownOnceAndOpensWhatItsRoleAndTenantDo() {
        var key = make("viewer", "acme");
        assertThat(status(token(key), "/api/v1/sessions/s")).isEqualTo(200);
        assertThat(status(token(key), "/api/v1/sessions/t")).isEqualTo(404);
        assertThat(status(token(key), KEYS)).isEqualTo(403);
        var listed = server.get(KEYS).json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("id").asString()).isEqualTo(id(key));
        assertThat(listed.get(0).has("token")).isFalse();
        assertThat(listed.get(0).path("lastUsedAt").asString())
                .isEqualTo("2026-11-23T10:00:00.000Z");
        assertThat(listed.get(0).path("createdBy").path("principal").asString()).isEqualTo("admin");
    }

    @Test
    void anAdministratorOfATenantHasItsKeysOnly() {
        var boss = make("admin", "acme");
        var foreign = make("viewer", "other");
        var made =
                server.send(
                        server.request(KEYS, token(boss))
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"name\":\"ci\",\"roles\":[\"prompter\"]}"))
                                .build());
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("tenant").asString()).isEqualTo("acme");
        var reaching =
                server.send(
                        server.request(KEYS, token(boss))
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"name\":\"x\",\"roles\":[\"admin\"],"
                                                        + "\"tenant\":\"other\"}"))
                                .build());
        assertThat(reaching.status()).isEqualTo(403);
        var seen = server.send(server.request(KEYS, token(boss)).build()).json().path("items");
        List<String> ids = new ArrayList<>();
        seen.forEach(key -> ids.add(key.path("id").asString()));
        assertThat(ids).containsExactlyInAnyOrder(id(boss), id(made));
        assertThat(revoke(token(boss), id(foreign)).status()).isEqualTo(404);
        assertThat(status(token(foreign), "/api/v1/sessions/t")).isEqualTo(200);
        assertThat(revoke(token(boss), id(made)).status()).isEqualTo(204);
        assertThat(status(token(made), "/api/v1/sessions")).isEqualTo(401);
    }

    @Test
    void aRevokedKeyEndsItsStreamsAndTheNextKeyWorksAgain() {
        var key = make("prompter", "acme");
        try (var asHeader = TestSocket.open(server, token(key));
                var asFrame = TestSocket.open(server, null);
                var other = server.socket();
                var stream = events(token(key))) {
            assertThat(asHeader.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(
                            asFrame.ask("auth", ",\"token\":\"" + token(key) + "\"")
                                    .path("ok")
                                    .asBoolean())
                    .isTrue();
            assertThat(asFrame.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(other.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(stream.nextNamed("heartbeat").data()).isNotEmpty();

            assertThat(revoke(TestServer.TOKEN, id(key)).status()).isEqualTo(204);

            assertThat(asHeader.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            assertThat(asFrame.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            assertEnds(stream);
            await().until(() -> server.server.streamCount() == 1);
            assertThat(other.join("s", "").path("ok").asBoolean()).isTrue();
        }
        assertThat(status(token(key), "/api/v1/sessions/s")).isEqualTo(401);
        assertWorks(token(make("prompter", "acme"))); // And it works again.
    }

    @Test
    void anExpiredKeyEndsItsStreamsAndTheNextKeyWorksAgain() {
        var key =
                server.keys.create(
                        new CreateKey("vera", List.of("viewer"), null, START.plusSeconds(60)),
                        "acme",
                        By.principal("admin"));
        String token = String.valueOf(key.token());
        try (var socket = TestSocket.open(server, token);
                var stream = events(token)) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(stream.nextNamed("heartbeat").data()).isNotEmpty();

            now = START.plusSeconds(60);

            assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            assertEnds(stream);
        }
        assertThat(status(token, "/api/v1/sessions/s")).isEqualTo(401);
        assertWorks(token(make("viewer", "acme"))); // And it works again.
    }

    private void assertWorks(String token) {
        try (var socket = TestSocket.open(server, token);
                var stream = events(token)) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            server.host.happened("s", FakeSessionHost.delta("hello"));
            assertThat(socket.nextOfType("session:block:delta").toString()).contains("hello");
            assertThat(stream.nextNamed("session:block:delta").data()).contains("hello");
        }
    }

    private SseReader events(String token) {
        return new SseReader(server, token, "/api/v1/sessions/s/events/stream", List.of());
    }

    /// The response comes to its end, in order.
    private static void assertEnds(SseReader stream) {
        while (stream.hasNext()) {
            stream.next();
        }
    }

    @Test
    void aFrameOfARevokedKeyIsNotObeyedAndItsSocketIsClosed() {
        var usual = TestServer.settings();
        var slow = // The check comes every five seconds only: the frame itself has to ask.
                new ServerSettings(
                        usual.host(),
                        usual.port(),
                        usual.maxBodyBytes(),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        usual.authTimeout(),
                        usual.corsOrigins(),
                        usual.allowedHosts(),
                        usual.limits(),
                        false);
        var keys = KeyStore.inMemory(() -> now);
        try (var calm = new TestServer(slow, keys)) {
            calm.host.session("s", 1);
            var key =
                    keys.create(
                            new CreateKey("v", List.of("prompter"), null, null),
                            Principal.DEFAULT_TENANT,
                            By.principal("admin"));
            try (var socket = TestSocket.open(calm, key.token())) {
                assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
                keys.revoke(key.id(), null);
                socket.send(
                        "{\"type\":\"session:message\",\"sessionId\":\"s\",\"content\":\"hello\"}");
                assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
                assertThat(calm.host.asked).noneMatch(it -> it.startsWith("message"));
            }
            try (var again = calm.socket()) {
                assertThat(again.join("s", "").path("ok").asBoolean()).isTrue();
            }
        }
    }
}
