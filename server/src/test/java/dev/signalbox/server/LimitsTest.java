package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;

import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

class LimitsTest {
    private static ServerSettings with(ServerLimits limits, boolean openMetrics) {
        var usual = TestServer.settings();
        return new ServerSettings(
                usual.host(),
                usual.port(),
                usual.maxBodyBytes(),
                usual.heartbeatInterval(),
                usual.slowClientTimeout(),
                usual.authTimeout(),
                usual.corsOrigins(),
                usual.allowedHosts(),
                limits,
                openMetrics);
    }

    @Test
    void aPrincipalWithAsManyConnectionsAsAreAllowedIsToldSoAndAnotherIsNot() {
        try (var server = new TestServer(with(new ServerLimits(10, 2), false))) {
            server.host.session("s", 3);
            try (var first = server.socket();
                    var second = server.socket()) {
                assertThat(first.join("s", "").path("ok").asBoolean()).isTrue();
                assertThat(second.join("s", "").path("ok").asBoolean()).isTrue();
                try (var third = server.socket()) {
                    assertThat(third.closeCode()).isEqualTo(CloseCode.TOO_MANY);
                }
                var stream = server.get("/api/v1/sessions/s/events/stream");
                assertThat(stream.status()).isEqualTo(429);
                assertThat(stream.json().path("code").asString()).isEqualTo("OVERLOADED");
                assertThat(stream.json().path("detail").asString())
                        .contains("limits.connectionsPerPrincipal");
                assertThat(server.get("/api/v1/sessions").status()).isEqualTo(200);
                try (var other = TestSocket.open(server, "viewer")) {
                    assertThat(other.ask("sessions:watch", "").path("ok").asBoolean()).isTrue();
                }
            }
            await().until(() -> server.server.streamCount() == 0);
            try (var again = server.socket()) { // And it works again.
                assertThat(again.join("s", "").path("ok").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void whoSaysLaterWhoItIsIsRefusedWithAReplyAndACloseCode() {
        try (var server = new TestServer(with(new ServerLimits(10, 1), false));
                var _ = server.socket();
                var late = TestSocket.open(server, null)) {
            await().until(() -> server.server.streamCount() == 2);
            var reply = late.ask("auth", ",\"token\":\"" + TestServer.TOKEN + "\"");
            assertThat(reply.path("error").path("code").asString()).isEqualTo("OVERLOADED");
            assertThat(late.closeCode()).isEqualTo(CloseCode.TOO_MANY);
        }
    }

    @Test
    void aServerWithAsManyStreamsAsAreAllowedAnswersRequestsAndTakesTheNextWhenOneGoes() {
        try (var server = new TestServer(with(new ServerLimits(1, 1), false))) {
            server.host.session("s", 3);
            try (var only = server.socket()) {
                assertThat(only.join("s", "").path("ok").asBoolean()).isTrue();
                assertThatThrownBy(() -> TestSocket.open(server, TestServer.TOKEN))
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                e -> assertThat(e.getResponse().statusCode()).isEqualTo(429));
                assertThat(server.get("/api/v1/sessions/s").status()).isEqualTo(200);
            }
            await().until(() -> server.server.streamCount() == 0);
            try (var again = server.socket()) {
                assertThat(again.join("s", "").path("ok").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void metricsSayWhatHappenedWhatIsThereAndWhatIsAllowed() throws Exception {
        try (var server = new TestServer();
                var socket = server.socket()) {
            server.host.session("s", 3);
            assertThat(socket.join("s", "").path("ok").asBoolean()).isTrue();
            server.host.happened(
                    "s",
                    FakeSessionHost.delta("some"),
                    new SessionEvent.QueryEnded("q", QueryOutcome.COMPLETED, null, null, null, 1));
            assertThat(server.get("/api/v1/sessions/nobody").status()).isEqualTo(404);

            String text = scrape(server, TestServer.TOKEN);
            assertThat(text.lines())
                    .contains(
                            "signalbox_events_total{track=\"conversation\",type=\"session:block:delta\"}"
                                    + " 1.0",
                            "signalbox_queries_total{agent=\"demo\",outcome=\"completed\"} 1.0",
                            "signalbox_event_bytes_total 100.0",
                            "signalbox_journal_commit_seconds_count 1",
                            "signalbox_environments{status=\"ready\"} 1.0",
                            "signalbox_sessions 1.0",
                            "signalbox_streams 1.0",
                            "signalbox_subscribers 1.0",
                            "signalbox_spool_bytes 7.0",
                            "signalbox_health_check_age_max_seconds 1.0",
                            "signalbox_refused_total{code=\"SESSION_NOT_FOUND\"} 1.0",
                            "signalbox_limit{limit=\"connections\"} 10000.0",
                            "signalbox_ready 1.0")
                    .anyMatch(it ->
                            it.startsWith("signalbox_http_requests_seconds_count{")
                                    && it.contains("route=\"/api/v1/sessions/{id}\"")
                                    && it.contains("status=\"404\""))
                    .anyMatch(it -> it.startsWith("jvm_memory_used_bytes"));
            assertThat(text).doesNotContain("nobody");

            server.host.journalWorks = false;
            assertThat(scrape(server, TestServer.TOKEN).lines()).contains("signalbox_ready 0.0");
        }
    }

    @Test
    void metricsAreForThoseWhoMayReadUnlessTheyAreOpen() throws Exception {
        try (var server = new TestServer()) {
            var anonymous = HttpRequest.newBuilder(server.uri("/metrics")).build();
            assertThat(server.send(anonymous).status()).isEqualTo(401);
            assertThat(scrape(server, "viewer")).contains("signalbox_sessions");
        }
        try (var server = new TestServer(with(ServerLimits.DEFAULT, true))) {
            var anonymous = HttpRequest.newBuilder(server.uri("/metrics")).build();
            assertThat(server.client().send(anonymous, BodyHandlers.ofString()).body())
                    .contains("signalbox_sessions");
        }
    }

    @Test
    void everyMetricIsExplained() throws Exception {
        var page = Files.readString(Path.of("../docs/operations/README.md"));
        try (var server = new TestServer()) {
            server.host.session("s", 1);
            server.host.happened("s", FakeSessionHost.delta("some"));
            assertThat(
                            scrape(server, TestServer.TOKEN)
                                    .lines()
                                    .filter(line -> line.startsWith("# TYPE signalbox_"))
                                    .map(line -> line.split(" ", -1)[2])
                                    .filter(name -> !name.endsWith("_max") || !isTimed(name))
                                    .filter(name -> !page.contains("`" + name + "`")))
                    .isEmpty();
        }
    }

    /// The largest of a timer's recent values, which comes with each.
    private static boolean isTimed(String name) {
        return name.endsWith("_seconds_max") || name.endsWith("_batch_events_max");
    }

    private static String scrape(TestServer server, String token) throws Exception {
        var request =
                HttpRequest.newBuilder(server.uri("/metrics"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        var answer = server.client().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(Metrics.CONTENT_TYPE);
        return answer.body();
    }
}
