package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.AuditEntry.Outcome;
import dev.signalbox.protocol.By;

import io.javalin.Javalin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;

/// What is written down, of which requests.
class AuditTest {
    private static final String SECRET = "what nobody else is to read";
    private static final Set<String> UNSAFE = Set.of("POST", "PUT", "PATCH", "DELETE");

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.host.add("s", "acme", By.principal("paul"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRequestThatMayChangeSomethingIsWrittenDown() {
        var javalin = Javalin.create(new Routes(server.server.shared())::configure);
        int asked = 0;
        for (var parsed : javalin.unsafe.internalRouter.allHttpHandlers()) {
            var endpoint = parsed.endpoint;
            if (!UNSAFE.contains(endpoint.method.name())) {
                continue;
            }
            String path = endpoint.path.replace("{id}", "s").replaceAll("\\{\\w+}", "x1");
            int before = server.audit.entries().size();
            server.method(endpoint.method.name(), path, "{");
            assertThat(server.audit.entries()).as(endpoint.path).hasSize(before + 1);
            asked++;
        }
        assertThat(asked).isGreaterThan(9);
    }

    @Test
    void anEntrySaysWhoDidWhatAndNotWhatWasSaid() {
        server.post("/api/v1/sessions/s/messages", "{\"content\":\"" + SECRET + "\"}");
        var entry = last();
        assertThat(entry.action()).isEqualTo("message.send");
        assertThat(entry.outcome()).isEqualTo(Outcome.DONE);
        assertThat(entry.principal()).isEqualTo("admin");
        assertThat(entry.sessionId()).isEqualTo("s");
        assertThat(entry.address()).isEqualTo("127.0.0.1");
        assertThat(entry.toString()).doesNotContain(SECRET);
    }

    @Test
    void whatWasMadeIsNamed() {
        var session = server.post("/api/v1/sessions", "{\"agent\":\"demo\"}").json();
        assertThat(last().sessionId()).isEqualTo(session.path("id").asString());
        var key = server.post("/api/v1/keys", "{\"name\":\"n\",\"roles\":[\"viewer\"]}").json();
        assertThat(last().target()).isEqualTo(key.path("id").asString());
        assertThat(last().toString()).doesNotContain(key.path("token").asString());
    }

    @Test
    void whatIsRefusedIsWrittenDownToo() {
        var request =
                server.request("/api/v1/sessions/s/messages", "viewer")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"content\":\"x\"}"));
        assertThat(server.send(request.build()).status()).isEqualTo(403);
        assertThat(last().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(last().code()).isEqualTo("FORBIDDEN");
        assertThat(last().principal()).isEqualTo("vera");
        assertThat(last().tenant()).isEqualTo("acme");
    }

    @Test
    void whatFailsIsSaidToHaveFailed() {
        server.post("/api/v1/sessions/s/messages", "{\"content\":\"boom\"}");
        assertThat(last().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(last().code()).isEqualTo("INTERNAL");
    }

    @Test
    void aRepetitionDoesNothingAndIsNoEntry() {
        for (int i = 0; i < 2; i++) {
            server.send(
                    server.request("/api/v1/sessions/s/messages")
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "k")
                            .POST(BodyPublishers.ofString("{\"content\":\"x\"}"))
                            .build());
        }
        try (var socket = server.socket()) {
            var reply =
                    socket.ask(
                            "session:message",
                            ",\"sessionId\":\"s\",\"content\":\"x\",\"idempotencyKey\":\"k\"");
            assertThat(reply.path("ok").asBoolean()).isTrue();
        }
        assertThat(server.audit.entries()).hasSize(1);
    }

    @Test
    void framesAreWrittenDownAsRequestsAre() {
        try (var socket = TestSocket.open(server, "prompter")) {
            socket.ask("session:message", ",\"sessionId\":\"s\",\"content\":\"x\"");
            socket.ask("session:interrupt", ",\"sessionId\":\"s\"");
            socket.ask(
                    "session:permission",
                    ",\"sessionId\":\"s\",\"requestId\":\"p\",\"optionId\":\"allow\"");
            socket.join("s", "");
        }
        assertThat(server.audit.entries())
                .extracting(AuditEntry::action, AuditEntry::code, AuditEntry::target)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("message.send", null, null),
                        org.assertj.core.groups.Tuple.tuple(
                                "query.interrupt", "NO_ACTIVE_QUERY", null),
                        org.assertj.core.groups.Tuple.tuple("permission.answer", "FORBIDDEN", "p"));
        assertThat(server.audit.entries())
                .allMatch(it -> it.principal().equals("paul") && "127.0.0.1".equals(it.address()));
    }

    @Test
    void nothingIsDoneThatCannotBeWrittenDownAndItWorksAgain() {
        server.audit.trouble = "the disk is full";
        var refused = server.post("/api/v1/sessions", "{\"agent\":\"demo\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.detail()).contains("the disk is full");
        try (var socket = server.socket()) {
            var reply = socket.ask("session:message", ",\"sessionId\":\"s\",\"content\":\"x\"");
            assertThat(reply.path("error").path("code").asString())
                    .isEqualTo("JOURNAL_UNAVAILABLE");
        }
        assertThat(server.host.asked).isEmpty();
        assertThat(server.get("/api/v1/sessions/s").status()).isEqualTo(200);
        assertThat(server.get("/readyz").status()).isEqualTo(503);
        server.audit.trouble = null;
        assertThat(server.post("/api/v1/sessions", "{\"agent\":\"demo\"}").status()).isEqualTo(201);
        assertThat(server.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void administratorsReadIt() {
        server.post("/api/v1/sessions/s/messages", "{\"content\":\"x\"}");
        var page = server.get("/api/v1/audit?limit=1").json();
        assertThat(page.path("items").path(0).path("action").asString()).isEqualTo("message.send");
        assertThat(server.get("/api/v1/audit?since=yesterday").detail()).contains("since");
    }

    private AuditEntry last() {
        List<AuditEntry> entries = server.audit.entries();
        return entries.getLast();
    }
}
