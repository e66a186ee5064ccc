package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Replies.KeyView;
import dev.signalbox.protocol.Requests.CreateKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;

/// What a browser does: it signs in, keeps a cookie, and takes tickets for what has no headers.
@Timeout(60)
class BrowserTest {
    private static final String EVENTS = "/api/v1/sessions/s/events/stream";

    private TestServer server;
    private KeyView key;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.host.add("s", "acme", By.principal("anna"));
        key =
                server.keys.create(
                        new CreateKey("anna", List.of("prompter"), null, null),
                        "acme",
                        By.principal("admin"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// What a browser that has signed in holds.
    private record Browser(String cookie, String token) {}

    private Browser signIn() {
        return browser(
                server.send(
                        server.request("/api/v1/signin", key.token())
                                .POST(BodyPublishers.noBody())
                                .build()));
    }

    private static Browser browser(TestServer.Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        String cookie = String.valueOf(reply.header("Set-Cookie"));
        return new Browser(
                cookie.substring(0, cookie.indexOf(';')),
                reply.json().path("csrfToken").asString());
    }

    private HttpRequest.Builder request(Browser browser, String path) {
        return server.request(path, null)
                .header("Cookie", browser.cookie())
                .header(SignInResource.TOKEN_HEADER, browser.token());
    }

    private int status(Browser browser, String path) {
        return server.send(request(browser, path).build()).status();
    }

    private String ticket(HttpRequest.Builder request, String body) {
        var made = server.send(request.POST(BodyPublishers.ofString(body)).build());
        assertThat(made.status()).isEqualTo(201);
        return made.json().path("ticket").asString();
    }

    private String ticket(Browser browser) {
        return ticket(request(browser, "/api/v1/tickets"), "");
    }

    private void assertRefused(String query) {
        assertThatThrownBy(() -> TestSocket.open(server, null, query))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void aTicketOpensOneStreamOnce() {
        String first = ticket(server.request("/api/v1/tickets", key.token()), "{}");
        try (var socket = TestSocket.open(server, null, "?ticket=" + first)) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            assertRefused("?ticket=" + first);
        }
        String second = ticket(server.request("/api/v1/tickets", key.token()), "");
        try (var stream = new SseReader(server, "", EVENTS + "?ticket=" + second, List.of())) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.nextNamed("heartbeat").data()).isNotEmpty();
        }
        assertThat(server.send(server.request(EVENTS + "?ticket=" + second, null).build()).status())
                .isEqualTo(401);
        assertRefused("?ticket=");
        assertRefused("?ticket=sbt_wrong");
    }

    @Test
    void aTicketOpensNothingElse() {
        String ticket = ticket(server.request("/api/v1/tickets", key.token()), "");
        for (var path : List.of("/api/v1/sessions", "/api/v1/sessions/s", "/api/v1/me")) {
            assertThat(
                            server.send(server.request(path + "?ticket=" + ticket, null).build())
                                    .status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(signInBy(ticket).status()).as("signs nobody in").isEqualTo(401);
        String link =
                ticket(server.request("/api/v1/tickets", key.token()), "{\"use\":\"signin\"}");
        assertRefused("?ticket=" + link);
        try (var socket = TestSocket.open(server, null, "?ticket=" + ticket)) { // And it works.
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
        }
        assertThat(signInBy(link).status()).isEqualTo(200);
    }

    private TestServer.Reply signInBy(String ticket) {
        return server.send(
                server.request("/api/v1/signin", null)
                        .POST(BodyPublishers.ofString("{\"ticket\":\"" + ticket + "\"}"))
                        .build());
    }

    @Test
    void whatATicketOpenedEndsWithTheKeyItWasGivenFor() {
        String used = ticket(server.request("/api/v1/tickets", key.token()), "");
        String unused = ticket(server.request("/api/v1/tickets", key.token()), "");
        try (var socket = TestSocket.open(server, null, "?ticket=" + used)) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(server.method("DELETE", "/api/v1/keys/" + key.id(), "").status())
                    .isEqualTo(204);
            assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
        }
        assertRefused("?ticket=" + unused);
    }

    @Test
    void whoHasManyUnusedTicketsIsRefusedAndOthersAreNot() {
        String last = "";
        for (int i = 0; i < 100; i++) {
            last = ticket(server.request("/api/v1/tickets", key.token()), "");
        }
        var tooMany =
                server.send(
                        server.request("/api/v1/tickets", key.token())
                                .POST(BodyPublishers.noBody())
                                .build());
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.code()).isEqualTo("RATE_LIMITED");
        assertThat(ticket(server.request("/api/v1/tickets"), "")).startsWith("sbt_");
        try (var _ = TestSocket.open(server, null, "?ticket=" + last)) { // And it works again.
            assertThat(ticket(server.request("/api/v1/tickets", key.token()), ""))
                    .startsWith("sbt_");
        }
    }

    @Test
    void aCookieCountsOnlyWithTheTokenThatCameWithIt() {
        var reply =
                server.send(
                        server.request("/api/v1/signin", key.token())
                                .POST(BodyPublishers.noBody())
                                .build());
        assertThat(reply.header("Set-Cookie"))
                .startsWith("signalbox_" + server.port + "=")
                .contains("; HttpOnly", "; SameSite=Strict", "; Path=/api/")
                .doesNotContain("Secure");
        assertThat(reply.json().path("name").asString()).isEqualTo("anna");
        var browser = browser(reply);
        var other = signIn();
        assertThat(status(browser, "/api/v1/sessions/s")).isEqualTo(200);
        assertThat(status(new Browser(browser.cookie(), other.token()), "/api/v1/sessions/s"))
                .isEqualTo(401);
        assertThat(status(new Browser("other=1", browser.token()), "/api/v1/sessions/s"))
                .isEqualTo(401);
        for (var method : List.of("GET", "POST", "PATCH", "DELETE")) {
            var bare =
                    server.request("/api/v1/sessions/s", null)
                            .header("Cookie", browser.cookie())
                            .method(method, BodyPublishers.noBody());
            assertThat(server.send(bare.build()).status()).as(method).isEqualTo(401);
        }
        var again = request(browser, "/api/v1/signin").POST(BodyPublishers.ofString("{}"));
        assertThat(server.send(again.build()).status()).as("a cookie makes none").isEqualTo(401);
        assertThat(upgradeWith(browser)).as("nor opens it a WebSocket").isFalse();
        var message =
                request(browser, "/api/v1/sessions/s/messages")
                        .POST(BodyPublishers.ofString("{\"content\":\"hello\"}"));
        assertThat(server.send(message.build()).status()).isEqualTo(202);
    }

    private boolean upgradeWith(Browser browser) {
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1:"
                            + server.port
                            + "\r\nCookie: "
                            + browser.cookie()
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertThat(raw.head()).contains(" 101 "); // A token may come in the first frame.
            raw.join("s", 0);
            return raw.closeCode() != CloseCode.UNAUTHENTICATED;
        }
    }

    @Test
    void aBrowserOfASecureOriginKeepsTheCookieForIt() {
        var reply =
                server.send(
                        server.request("/api/v1/signin", key.token())
                                .header("Origin", "https://127.0.0.1:" + server.port)
                                .POST(BodyPublishers.noBody())
                                .build());
        assertThat(reply.header("Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void whoSignsOutEndsWhatWasOpenedAndMaySignInAgain() {
        var browser = signIn();
        try (var socket = TestSocket.open(server, null, "?ticket=" + ticket(browser));
                var stream =
                        new SseReader(
                                server,
                                "",
                                EVENTS,
                                List.of(
                                        "Cookie",
                                        browser.cookie(),
                                        SignInResource.TOKEN_HEADER,
                                        browser.token()))) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            assertThat(stream.nextNamed("heartbeat").data()).isNotEmpty();
            var out =
                    server.send(
                            request(browser, "/api/v1/signout")
                                    .POST(BodyPublishers.noBody())
                                    .build());
            assertThat(out.status()).isEqualTo(204);
            assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
            assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            while (stream.hasNext()) {
                stream.next();
            }
        }
        assertThat(status(browser, "/api/v1/sessions/s")).isEqualTo(401);
        assertThat(status(signIn(), "/api/v1/sessions/s")).isEqualTo(200); // And it works again.
    }

    @Test
    void aBrowserIsSignedOutWhenItsKeyIsRevoked() {
        var browser = signIn();
        try (var socket = TestSocket.open(server, null, "?ticket=" + ticket(browser))) {
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            server.keys.revoke(key.id(), null);
            assertThat(status(browser, "/api/v1/sessions/s")).isEqualTo(401);
            assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
        }
        await().until(() -> server.server.streamCount() == 0);
        key =
                server.keys.create(
                        new CreateKey("anna", List.of("prompter"), null, null),
                        "acme",
                        By.principal("admin"));
        assertThat(status(signIn(), "/api/v1/sessions/s")).isEqualTo(200); // And it works again.
    }

    @Test
    void noTicketCookieOrTokenIsInAnyLog() {
        var root = (Logger) LoggerFactory.getLogger("dev.signalbox");
        @Nullable Level before = root.getLevel();
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.TRACE);
        try {
            var browser = signIn();
            String ticket = ticket(browser);
            try (var socket = TestSocket.open(server, null, "?ticket=" + ticket)) {
                assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
                assertRefused("?ticket=" + ticket);
                server.keys.revoke(key.id(), null);
                assertThat(socket.closeCode()).isEqualTo(CloseCode.UNAUTHENTICATED);
            }
            assertThat(status(browser, EVENTS + "?ticket=" + ticket)).isEqualTo(401);
            String all =
                    String.join(
                            "\n",
                            List.copyOf(lines.list).stream()
                                    .map(ILoggingEvent::getFormattedMessage)
                                    .toList());
            assertThat(all).contains("cause=unauthenticated");
            assertThat(all)
                    .doesNotContain(
                            ticket,
                            browser.token(),
                            browser.cookie().substring(browser.cookie().indexOf('=') + 1),
                            String.valueOf(key.token()));
        } finally {
            root.setLevel(before);
            root.detachAppender(lines);
        }
    }
}
