package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/// The console's files, of which the tests have small ones of their own.
@Timeout(60)
class ConsolePagesTest {
    private static final String SCRIPT = "/assets/index-1a2B_3c.js";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/sessions", "/sessions/s1", "/sessions/s1/replay", "/server"})
    void everyRouteOfTheConsoleIsItsPage(String route) {
        var reply = server.get(route);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.http().body()).contains("A console for tests");
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(reply.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void whatHasAHashInItsNameIsKeptForEver() {
        var reply = server.get(SCRIPT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/javascript");
        assertThat(reply.header("Cache-Control")).contains("immutable");
        assertThat(reply.header("Content-Encoding")).isNull();
        assertThat(server.get("/favicon.svg").header("Content-Type")).isEqualTo("image/svg+xml");
    }

    @Test
    void aBrowserThatTakesGzipGetsIt() throws IOException {
        var asked = server.request(SCRIPT, null).header("Accept-Encoding", "br, gzip").build();
        var reply = bytes(asked);
        assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(reply.headers().allValues("Vary")).contains("Accept-Encoding");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("it runs");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/none.js",
                "/assets/notes.txt",
                "/assets/",
                "/assets/..%2Findex.html",
                "/assets/..%2f..%2fserver%2fopenapi.yaml",
                "/assets/%2e%2e/index.html",
                "/assets/.js",
                "/assets/index-1a2B_3c.js%00.svg",
                "/assets/a%5Cb.js"
            })
    void nothingElseIsHandedOut(String path) {
        var reply = server.get(path);
        assertThat(reply.status()).isBetween(400, 404);
        assertThat(reply.http().body()).doesNotContain("A console", "not to be", "openapi");
    }

    @Test
    void whoLooksForAPageThatIsNotThereIsToldByTheConsole() {
        var page = server.request("/nowhere", null).header("Accept", "text/html,*/*").build();
        var reply = server.send(page);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.http().body()).contains("A console for tests");
        assertThat(server.get("/nowhere").code()).isEqualTo("NOT_FOUND");
        var call =
                server.request("/api/v1/nowhere", TestServer.TOKEN).header("Accept", "text/html");
        assertThat(server.send(call.build()).code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aBuildWithoutTheConsoleSaysSo() throws Exception {
        var bare = Javalin.create(config -> new ConsolePages("/no/console").addTo(config.routes));
        try (var client = HttpClient.newHttpClient()) {
            bare.start("127.0.0.1", 0);
            var home = URI.create("http://127.0.0.1:" + bare.port() + "/");
            var reply = client.send(HttpRequest.newBuilder(home).build(), BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("without the web console", "Node.js 20", "/docs");
        } finally {
            bare.stop();
        }
    }

    private static java.net.http.HttpResponse<byte[]> bytes(HttpRequest request)
            throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
