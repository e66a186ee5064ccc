package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

class SecurityTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.host.session("s", 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "wrong"})
    void withoutTheTokenNothingIsTold(String authorization) {
        var request = HttpRequest.newBuilder(server.uri("/api/v1/sessions/s"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        var reply = server.send(request.build());
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aWrongTokenIsRefusedAtTheUpgrade() {
        var head = upgrade("Host: 127.0.0.1:" + server.port, "Authorization: Bearer wrong");
        assertThat(head).contains(" 401 ");
    }

    @Test
    void aForeignOriginIsRefused() {
        var reply = withOrigin("GET", "https://evil.example.com");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("FORBIDDEN_ORIGIN");
        assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
        assertThat(withOrigin("GET", "null").status()).isEqualTo(403);
        assertThat(upgrade("Host: 127.0.0.1:" + server.port, "Origin: https://evil.example.com"))
                .contains(" 403 ");
    }

    @Test
    void theServersOwnOriginAndConfiguredOnesAreLetIn() {
        assertThat(withOrigin("GET", "http://127.0.0.1:" + server.port).status()).isEqualTo(200);
        var configured = withOrigin("GET", "https://console.example.org");
        assertThat(configured.status()).isEqualTo(200);
        assertThat(configured.header("Access-Control-Allow-Origin"))
                .isEqualTo("https://console.example.org");
        assertThat(configured.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void aPreflightOfAConfiguredOriginNeedsNoToken() {
        var preflight =
                server.send(
                        HttpRequest.newBuilder(server.uri("/api/v1/sessions"))
                                .header("Origin", "https://console.example.org")
                                .header("Access-Control-Request-Method", "POST")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .build());
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.com",
                "evil.example.com:PORT",
                "localhost",
                "localhost:1",
                "127.0.0.1.evil.example.com:PORT",
                "box.example.org.evil.example.com",
                ""
            })
    void aHostThatIsNotTheServersIsRefused(String host) {
        assertThat(get(host)).doesNotContain(" 200 ").containsAnyOf(" 403 ", " 400 ");
        assertThat(upgrade("Host: " + host.replace("PORT", "" + server.port), "X-Y: z"))
                .doesNotContain(" 101 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:PORT",
                "LOCALHOST:PORT",
                "[::1]:PORT",
                "box.example.org",
                "box.example.org:443"
            })
    void theServersOwnNamesAreLetIn(String host) {
        assertThat(get(host)).contains(" 200 ");
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        for (var path : new String[] {"/livez", "/api/v1/sessions", "/nothing"}) {
            var reply = server.get(path);
            assertThat(reply.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(reply.header("Cache-Control")).as(path).isEqualTo("no-store");
            assertThat(reply.header("Server")).as(path).isNull();
        }
    }

    @Test
    void thePageThatSignsInLoadsFilesOnlyAndEveryAnswerSaysThatItMayNotDoMore() {
        var paths =
                List.of("/signin", "/signin.js", "/signin.css", "/livez", "/api/v1/me", "/none");
        for (var path : paths) {
            var reply = server.get(path);
            assertThat(reply.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(reply.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
        }
        var page = server.get("/signin");
        assertThat(page.http().body())
                .contains("<script src=\"/signin.js\"")
                .doesNotContain("style=", "onclick", "<style", "javascript:");
        assertThat(server.get("/signin.js").header("Content-Type")).startsWith("text/javascript");
    }

    @Test
    void aPageOfAnotherOriginSignsNobodyIn() {
        var foreign =
                server.request(SignInResource.SIGN_IN, null)
                        .header("Origin", "http://127.0.0.1:1")
                        .POST(BodyPublishers.ofString("{\"ticket\":\"sbt_x\"}"));
        var reply = server.send(foreign.build());
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("Set-Cookie")).isNull();
    }

    @Test
    void aBodyOverTheLimitIsNotReadToItsEnd() {
        String tooLong = "{\"content\":\"" + "x".repeat(5_000) + "\"}";
        var measured = server.post("/api/v1/sessions/s/messages", tooLong);
        assertThat(measured.status()).isEqualTo(413);
        assertThat(measured.code()).isEqualTo("PAYLOAD_TOO_LARGE");
        var chunked =
                server.send(
                        server.request("/api/v1/sessions/s/messages")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(
                                                        tooLong.getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8))))
                                .build());
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(server.post("/api/v1/sessions/s/messages", "{\"content\":\"ok\"}").status())
                .isEqualTo(202);
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() {
        var reply =
                server.send(
                        server.request("/api/v1/sessions")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("agent=demo"))
                                .build());
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void whatTheHttpLayerRefusesIsAProblemToo() {
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "GET /livez HTTP/1.1\r\nHost: localhost:"
                            + server.port
                            + "\r\nX: "
                            + "y".repeat(20_000)
                            + "\r\n\r\n");
            var head = raw.head();
            assertThat(head).contains(" 431 ").contains("application/problem+json");
            assertThat(head).doesNotContain("Jetty");
        }
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "GET /api/v1/sessions/%2e%2e%2f HTTP/1.1\r\nHost: localhost:"
                            + server.port
                            + "\r\n\r\n");
            assertThat(raw.head()).contains(" 400 ").contains("application/problem+json");
        }
    }

    private static TestServer.Reply withOrigin(String method, String origin) {
        return server.send(
                server.request("/api/v1/sessions/s")
                        .header("Origin", origin)
                        .method(method, BodyPublishers.noBody())
                        .build());
    }

    private static String get(String host) {
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "GET /livez HTTP/1.1\r\nHost: "
                            + host.replace("PORT", "" + server.port)
                            + "\r\nConnection: close\r\n\r\n");
            return raw.head();
        }
    }

    private static String upgrade(String... headers) {
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "GET /api/v1/ws HTTP/1.1\r\n"
                            + String.join("\r\n", headers)
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            return raw.head();
        }
    }
}
