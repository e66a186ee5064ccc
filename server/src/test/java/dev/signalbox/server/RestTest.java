package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

class RestTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.host.session("s", 20);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSessionIsMadePatchedReadAndDeleted() {
        var made = server.post("/api/v1/sessions", "{\"agent\":\"demo\",\"unheardOf\":1}");
        String id = made.json().path("id").asString();
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/sessions/" + id);
        assertThat(made.json().path("createdBy").path("principal").asString()).isEqualTo("admin");

        String path = "/api/v1/sessions/" + id;
        assertThat(server.method("PATCH", path, "{\"name\":\"n\"}").status()).isEqualTo(200);
        assertThat(server.host.asked).contains("patch " + id + " n");
        assertThat(server.get(path).json().path("id").asString()).isEqualTo(id);
        assertThat(server.get(path + "/snapshot").json().path("asOfSeq").asLong()).isEqualTo(1);
        assertThat(server.method("DELETE", path, "").status()).isEqualTo(204);
        assertThat(server.get(path).code()).isEqualTo("SESSION_NOT_FOUND");
    }

    @Test
    void aSecondPostWithTheSameKeyGivesTheSameSession() {
        String body = "{\"agent\":\"demo\",\"key\":\"mine\"}";
        var first = server.post("/api/v1/sessions", body);
        var second = server.post("/api/v1/sessions", body);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
    }

    @Test
    void aListPassesItsFiltersOn() {
        var page =
                server.get(
                        "/api/v1/sessions?limit=1&status=ready&agent=demo&active=true&q=x&cursor=c");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.json().path("items").size()).isEqualTo(1);
        assertThat(server.host.asked)
                .contains(
                        "list ListRequest[tenant=null, status=READY, agent=demo, active=true,"
                                + " text=x, cursor=c, limit=1]");
    }

    @Test
    void aMessageIsAccepted() {
        var accepted =
                server.post(
                        "/api/v1/sessions/s/messages",
                        "{\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"mode\":\"reject\"}");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("state").asString()).isEqualTo("started");
        assertThat(server.host.asked).contains("message s hi REJECT");
    }

    @Test
    void environmentActionsNeedNoBody() {
        for (var action : new String[] {"start", "restart", "terminate"}) {
            var reply = server.post("/api/v1/sessions/s/environment/" + action, "");
            assertThat(reply.status()).as(action).isEqualTo(202);
        }
        assertThat(server.host.asked).contains("environment s RESTART");
    }

    @Test
    void aPermissionAlreadyResolvedSaysWhoAndHow() {
        String path = "/api/v1/sessions/s/permissions/";
        assertThat(server.post(path + "p1", "{\"optionId\":\"allow\"}").status()).isEqualTo(200);
        var late = server.post(path + "old", "{\"optionId\":\"allow\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("optionId").asString()).isEqualTo("deny");
        assertThat(late.json().path("by").asString()).isEqualTo("deadline");
    }

    @Test
    void grantsAreListedAndRevoked() {
        String path = "/api/v1/sessions/s/permissions/grants";
        var page = server.get(path).json();
        assertThat(page.path("items").get(0).path("rule").asString()).isEqualTo("Bash(ls)");
        assertThat(page.path("next").isNull()).isTrue();
        assertThat(server.method("DELETE", path + "/g1", "").status()).isEqualTo(204);
        assertThat(server.host.asked).anyMatch(asked -> asked.startsWith("revoke g1"));
        var unknown = server.method("DELETE", path + "/g2", "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aRequestMayBeCalledLikeThePathBesideIt() {
        var answered =
                server.post("/api/v1/sessions/s/permissions/grants", "{\"optionId\":\"allow\"}");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.json().path("requestId").asString()).isEqualTo("grants");
    }

    @Test
    void aQueuedMessageIsTakenBack() {
        String path = "/api/v1/sessions/s/queue/";
        assertThat(server.method("DELETE", path + "q9", "").status()).isEqualTo(204);
        assertThat(server.method("DELETE", path + "q8", "").code()).isEqualTo("QUERY_NOT_FOUND");
    }

    @Test
    void agentsAndEnvironmentsAreListed() {
        var agent = server.get("/api/v1/agents").json().path("items").get(0);
        assertThat(agent.path("name").asString()).isEqualTo("demo");
        var environment = server.get("/api/v1/environments").json().path("items").get(0);
        assertThat(environment.path("name").asString()).isEqualTo("local");
        assertThat(environment.path("containment").asString()).isEqualTo("markers");
        assertThat(environment.path("containmentReason").asString()).isEqualTo("no control groups");
    }

    @Test
    void logsAreFilteredByLevelAndText() {
        var errors = server.get("/api/v1/sessions/s/logs?minLogLevel=error").json().path("items");
        assertThat(errors).hasSize(2);
        var found = server.get("/api/v1/sessions/s/logs?contains=line%2015").json().path("items");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("data").path("level").asString()).isEqualTo("debug");
    }

    @Test
    void readinessFollowsTheJournalAndLivenessDoesNot() {
        server.host.journalWorks = false;
        try {
            var notReady = server.send(HttpRequest.newBuilder(server.uri("/readyz")).build());
            assertThat(notReady.status()).isEqualTo(503);
            assertThat(notReady.code()).isEqualTo("JOURNAL_UNAVAILABLE");
            assertThat(notReady.json().path("detail").asString())
                    .isEqualTo("the journal does not work: the disk is full");
            assertThat(notReady.http().headers().firstValue("Retry-After")).contains("2");
            assertThat(notReady.json().path("retryable").asBoolean()).isTrue();
            assertThat(server.get("/livez").status()).isEqualTo(200);
        } finally {
            server.host.journalWorks = true;
        }
        assertThat(server.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void anErrorOfTheServersOwnTellsAnIdAndNothingElse() {
        var reply = server.post("/api/v1/sessions/s/messages", "{\"content\":\"boom\"}");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.code()).isEqualTo("INTERNAL");
        assertThat(reply.detail()).containsPattern("id [0-9a-f]{8}");
        assertThat(reply.http().body()).doesNotContain("secret", "IllegalState", "at dev.");
    }

    @Test
    void anIdempotencyKeyGivesTheFirstAnswerAgain() {
        var first = keyed("{\"content\":\"once\"}", "k1");
        var again = keyed("{\"content\": \"once\"}", "k1");
        var other = keyed("{\"content\":\"twice\"}", "k1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
        assertThat(server.host.asked).filteredOn("message s once QUEUE"::equals).hasSize(1);
        assertThat(keyed("{\"content\":\"x\"}", "k".repeat(201)).code()).isEqualTo("BAD_REQUEST");
    }

    private static TestServer.Reply keyed(String body, String key) {
        return server.send(
                server.request("/api/v1/sessions/s/messages")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void aTenantSeesItsOwnSessionsOnlyAndARoleDoesWhatItMay() {
        server.host.add("a1", "acme", By.principal("paul"));
        server.host.add("a2", "acme", By.principal("someone"));
        assertThat(as("viewer", "GET", "/a1")).isEqualTo(200);
        assertThat(as("viewer", "GET", "/s")).isEqualTo(404);
        assertThat(as("viewer", "POST", "/a1/interrupt")).isEqualTo(403);
        assertThat(as("prompter", "POST", "/a1/interrupt")).isEqualTo(409);
        assertThat(as("prompter", "POST", "/a1/permissions/p1")).isEqualTo(403);
        assertThat(as("viewer", "GET", "/a1/permissions/grants")).isEqualTo(200);
        assertThat(as("prompter", "DELETE", "/a1/permissions/grants/g1")).isEqualTo(403);
        assertThat(as("prompter", "DELETE", "/a2")).isEqualTo(403);
        assertThat(as("prompter", "DELETE", "/a1")).isEqualTo(204);
        assertThat(as("prompter", "DELETE", "/s")).isEqualTo(404);
    }

    private static int as(String token, String method, String path) {
        return server.send(
                        HttpRequest.newBuilder(server.uri("/api/v1/sessions" + path))
                                .header("Authorization", "Bearer " + token)
                                .method(method, BodyPublishers.noBody())
                                .build())
                .status();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            quoteCharacter = '^',
            textBlock =
                    """
                    GET    | /nothing                            |      | 404 | NOT_FOUND          | /nothing
                    GET    | /api/v1/nothing                     |      | 404 | NOT_FOUND          | /api/v1/nothing
                    PUT    | /api/v1/sessions                    | {}   | 405 | METHOD_NOT_ALLOWED | PUT
                    GET    | /api/v1/ws                          |      | 400 | BAD_REQUEST        | WebSocket
                    GET    | /api/v1/sessions/none               |      | 404 | SESSION_NOT_FOUND  | none
                    GET    | /api/v1/sessions/s/events/stream?after=x | | 400 | BAD_REQUEST        | after
                    POST   | /api/v1/sessions                    |      | 400 | BAD_REQUEST        | empty
                    POST   | /api/v1/sessions                    | {    | 400 | BAD_REQUEST        | line 1
                    POST   | /api/v1/sessions                    | []   | 400 | BAD_REQUEST        | type
                    POST   | /api/v1/sessions                    | null | 400 | BAD_REQUEST        | null
                    POST   | /api/v1/sessions                    | {"agent":"demo"} {} | 400 | BAD_REQUEST | line 1
                    POST   | /api/v1/sessions                    | {}   | 400 | BAD_REQUEST        | 'agent' is missing
                    POST   | /api/v1/sessions                    | {"agent":1} | 400 | BAD_REQUEST | 'agent'
                    POST   | /api/v1/sessions                    | {"agent":"demo","options":[]} | 400 | BAD_REQUEST | 'options'
                    POST   | /api/v1/sessions                    | {"agent":"what"} | 422 | UNKNOWN_AGENT | what
                    POST   | /api/v1/sessions/s/messages         | {"content":5} | 400 | BAD_REQUEST | content
                    POST   | /api/v1/sessions/s/messages         | {"content":"a","mode":"x"} | 400 | BAD_REQUEST | "queue", "reject", "interrupt"
                    POST   | /api/v1/sessions/s/messages         | {"content":"busy"} | 409 | QUERY_ACTIVE | q1
                    POST   | /api/v1/sessions/s/interrupt        |      | 409 | NO_ACTIVE_QUERY    | no active
                    POST   | /api/v1/sessions/s/environment/burn |      | 404 | NOT_FOUND          | burn
                    GET    | /api/v1/sessions?limit=0            |      | 400 | BAD_REQUEST        | limit
                    GET    | /api/v1/sessions?limit=1001         |      | 400 | BAD_REQUEST        | limit
                    GET    | /api/v1/sessions?status=happy       |      | 400 | BAD_REQUEST        | inactive, starting, ready
                    GET    | /api/v1/sessions?active=maybe       |      | 400 | BAD_REQUEST        | active
                    GET    | /api/v1/sessions/s/events?after=-1  |      | 400 | BAD_REQUEST        | after
                    GET    | /api/v1/sessions/s/events?order=up  |      | 400 | BAD_REQUEST        | order
                    GET    | /api/v1/sessions/s/events?tracks=x  |      | 400 | BAD_REQUEST        | conversation, operations
                    GET    | /api/v1/sessions/s/logs?source=me   |      | 400 | BAD_REQUEST        | agent, runner, server
                    GET    | /api/v1/sessions/s/logs?minLogLevel=loud | | 400 | BAD_REQUEST        | debug, info, warn, error, off
                    """,
            delimiter = '|')
    void badInputIsAProblemThatSaysWhatIsWrong(
            String method, String path, String body, int status, String code, String detail) {
        var reply = server.method(method, path, body == null ? "" : body);
        assertThat(reply.http().body()).contains(code);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.detail()).contains(detail).doesNotContain("dev.signalbox");
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
}
