package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SessionsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/// Requests that must be refused, and leave nothing half-made.
class BadInputIT {
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(20);
    private static final String SESSIONS = "/api/v1/sessions";
    private static final int MIB = 1 << 20;

    @TempDir Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Distribution signalbox;
    private ServerProcess server;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void start() throws Exception {
        signalbox = new Distribution(folder);
        server = signalbox.serve();
    }

    @AfterEach
    void end() {
        http.shutdownNow();
        signalbox.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.url().resolve(path))
                .timeout(ANSWER_TIME_MAX)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + server.token());
    }

    private HttpRequest.Builder post(String body) {
        return request(SESSIONS).POST(BodyPublishers.ofString(body));
    }

    /// Asserts that a request is refused as a problem, and that there is no session after it.
    private void assertRefused(HttpRequest.Builder request, int status, String code)
            throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofString());

        assertThat(answer.body()).as("status %d", answer.statusCode()).contains(code);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        var problem = ProtocolJson.readObject(answer.body());
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString("")).isNotBlank();
        assertThat(server.client().sessions(SessionsQuery.ALL).items()).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesNothingHalfMadeAndASessionWorksAfterwards() throws Exception {
        assertRefused(request(SESSIONS + "/nobody").GET(), 404, "SESSION_NOT_FOUND");
        assertRefused(
                request(SESSIONS + "/nobody/messages")
                        .POST(BodyPublishers.ofString("{\"content\":\"hello\"}")),
                404,
                "SESSION_NOT_FOUND");
        assertRefused(request(SESSIONS + "/nobody").DELETE(), 404, "SESSION_NOT_FOUND");
        assertRefused(post("{\"agent\":\"nope\"}"), 422, "UNKNOWN_AGENT");
        assertRefused(
                post("{\"agent\":\"demo\",\"environment\":\"moon\"}"), 422, "UNKNOWN_ENVIRONMENT");
        assertRefused(
                post("{\"agent\":\"demo\",\"options\":{\"chunkz\":3}}"), 422, "INVALID_OPTION");
        assertRefused(
                post("{\"agent\":\"demo\",\"options\":{\"chunks\":\"many\"}}"),
                422,
                "INVALID_OPTION");
        assertRefused(post("{\"agent\":\"demo\""), 400, "BAD_REQUEST");
        assertRefused(post("{}"), 400, "BAD_REQUEST");
        assertRefused(post("[]"), 400, "BAD_REQUEST");
        assertRefused(post(""), 400, "BAD_REQUEST");
        assertRefused(
                post("{\"agent\":\"demo\",\"name\":\"" + "x".repeat(MIB) + "\"}"),
                413,
                "PAYLOAD_TOO_LARGE");
        assertRefused(
                post("{\"agent\":\"demo\"}").setHeader("Content-Type", "text/plain"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertRefused(request(SESSIONS).PUT(BodyPublishers.noBody()), 405, "METHOD_NOT_ALLOWED");
        assertASessionWorks();
    }

    @Test
    void whoIsNotKnownOrComesFromElsewhereIsRefused() throws Exception {
        var body = "{\"agent\":\"demo\"}";

        assertRefused(
                post(body).setHeader("Authorization", "Bearer wrong"), 401, "UNAUTHENTICATED");
        assertRefused(post(body).setHeader("Authorization", "Basic eDp5"), 401, "UNAUTHENTICATED");
        assertRefused(
                request(SESSIONS).GET().setHeader("Authorization", "Bearer wrong"),
                401,
                "UNAUTHENTICATED");
        assertRefused(post(body).header("Origin", "https://evil.example"), 403, "FORBIDDEN_ORIGIN");
        assertRefused(post(body).header("Origin", "null"), 403, "FORBIDDEN_ORIGIN");
        assertASessionWorks();
    }

    private void assertASessionWorks() {
        var received = new Received();
        var session = server.client().createSession("demo");
        try (var _ = server.client().subscribe(session.id(), SubscribeOptions.after(0), received)) {
            var query = server.client().sendMessage(session.id(), "hello");

            assertThat(received.awaitEnd(query.queryId()).outcome())
                    .isEqualTo(QueryOutcome.COMPLETED);
        }
        received.assertWithoutGapOrDouble();
        assertThat(server.isAlive()).isTrue();
    }
}
