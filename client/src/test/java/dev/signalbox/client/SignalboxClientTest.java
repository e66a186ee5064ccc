package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.Track;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

@Timeout(60)
class SignalboxClientTest {
    private static final String TOKEN = "sb_secret";
    private static final String S1 = "/api/v1/sessions/s1";

    private final ScriptedServer server = new ScriptedServer();
    private final SignalboxClient client = new SignalboxClient(server.url(), TOKEN);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /// The full form of a body from the golden vectors.
    private static String vector(String name) throws Exception {
        var file = Path.of("..", "protocol", "vectors", "rest", name + ".json");
        return dev.signalbox.protocol.ProtocolJson.readObject(Files.readAllBytes(file))
                .path("cases")
                .path(1)
                .path("json")
                .toString();
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private ScriptedServer.Request lastRequest() {
        return server.requests().getLast();
    }

    @Test
    void sessionsAreMadeReadListedChangedAndDeleted() throws Exception {
        String session = vector("session");
        server.on("POST /api/v1/sessions", 201, session);
        assertThat(client.createSession("demo").id()).isEqualTo("s1");
        assertThat(lastRequest().body()).isEqualTo("{\"agent\":\"demo\"}");
        assertThat(lastRequest().headers()).containsEntry("authorization", "Bearer " + TOKEN);
        server.on("GET " + S1, 200, session);
        assertThat(client.session("s1").name()).isEqualTo("A talk");
        server.on(
                "GET /api/v1/sessions?status=ready&agent=demo&active=true&q=a%20b&limit=2",
                200, "{\"items\":[" + session + "],\"next\":\"c1\"}");
        var query = new SessionsQuery(EnvironmentStatus.READY, "demo", true, "a b", null, 2);
        var page = client.sessions(query);
        assertThat(page.items()).hasSize(1);
        server.on(
                "GET /api/v1/sessions?status=ready&agent=demo&active=true&q=a%20b&cursor=c1&limit=2",
                200, "{\"items\":[],\"next\":null}");
        assertThat(client.sessions(query.from((String) page.next())).next()).isNull();
        server.on("PATCH " + S1, 200, session);
        client.patchSession("s1", new Requests.PatchSession("A talk", null, null));
        assertThat(lastRequest().body()).isEqualTo("{\"name\":\"A talk\"}");
        server.on("DELETE " + S1, 204, "");
        client.deleteSession("s1");
        assertThat(lastRequest().line()).isEqualTo("DELETE " + S1);
    }

    @Test
    void messagesAreSentQueuedTakenBackAndInterrupted() throws Exception {
        server.on("POST " + S1 + "/messages", 202, vector("message-accepted"));
        var accepted =
                client.sendMessage(
                        "s1",
                        new Requests.SendMessage(
                                MessageContent.of("Hi"), "m1", MessageMode.REJECT));
        assertThat(accepted)
                .isEqualTo(
                        new Replies.MessageAccepted("q1", Replies.MessageAccepted.State.QUEUED, 1));
        assertThat(lastRequest().body())
                .isEqualTo("{\"content\":\"Hi\",\"messageId\":\"m1\",\"mode\":\"reject\"}");
        server.on("DELETE " + S1 + "/queue/q%2F1", 204, "");
        client.removeQueued("s1", "q/1");
        server.on("POST " + S1 + "/interrupt", 202, vector("interrupt-accepted"));
        assertThat(client.interrupt("s1").queryId()).isEqualTo("q1");
    }

    @Test
    void eventsLogsAndTheSnapshotAreRead() throws Exception {
        String events = "{\"items\":[" + Script.json(1) + "," + Script.json(2) + "],\"next\":2}";
        server.on(
                "GET "
                        + S1
                        + "/events?after=0&limit=2&types=session%3Acreated%2Csession%3Alog"
                        + "&tracks=conversation&order=desc",
                200,
                events);
        var page =
                client.events(
                        "s1",
                        new EventsQuery(
                                0L,
                                2,
                                Set.of("session:log", "session:created"),
                                Set.of(Track.CONVERSATION),
                                Order.DESC));
        assertThat(page.items()).containsExactly(Script.event(1), Script.event(2));
        assertThat(page.next()).isEqualTo(2L);
        server.on(
                "GET " + S1 + "/logs?minLogLevel=warn&source=agent&contains=x",
                200,
                "{\"items\":[],\"next\":null}");
        client.logs(
                "s1",
                new LogsQuery(
                        EventFilter.MinLogLevel.WARN, null, LogSource.AGENT, "x", null, null));
        server.on("GET " + S1 + "/snapshot", 200, vector("snapshot"));
        assertThat(client.snapshot("s1").asOfSeq()).isEqualTo(812);
    }

    @Test
    void permissionsAndEnvironmentsAreActedOn() throws Exception {
        String permission = vector("permission");
        server.on("GET " + S1 + "/permissions", 200, "{\"items\":[" + permission + "]}");
        assertThat(client.permissions("s1").items().getFirst().requestId()).isEqualTo("p1");
        server.on("POST " + S1 + "/permissions/p1", 200, permission);
        client.answerPermission("s1", "p1", new Requests.AnswerPermission("a", null, null));
        assertThat(lastRequest().body()).isEqualTo("{\"optionId\":\"a\"}");
        String grant = vector("permission-grant");
        server.on("GET " + S1 + "/permissions/grants", 200, "{\"items\":[" + grant + "]}");
        assertThat(client.permissionGrants("s1").items().getFirst().rule())
                .isEqualTo("Bash(npm test:*)");
        server.on("DELETE " + S1 + "/permissions/grants/p0", 204, "");
        client.revokeGrant("s1", "p0");
        assertThat(lastRequest().line()).contains(S1 + "/permissions/grants/p0");
        server.on("POST " + S1 + "/environment/restart", 202, "");
        client.environment("s1", Requests.EnvironmentAction.RESTART);
        server.on("GET /api/v1/agents", 200, "{\"items\":[" + vector("agent") + "]}");
        assertThat(client.agents().items().getFirst().displayName()).isEqualTo("Claude Code");
        server.on("GET /api/v1/environments", 200, "{\"items\":[" + vector("environment") + "]}");
        assertThat(client.environments().items().getFirst().name()).isEqualTo("docker");
        server.on("POST /api/v1/keys", 201, "{\"token\":\"x\"}");
        assertThat(client.request("POST", "/api/v1/keys", null, "k1").path("token").stringValue())
                .isEqualTo("x");
        assertThat(lastRequest().headers()).containsEntry("idempotency-key", "k1");
    }

    @Test
    void aProblemIsAFailureWithItsCodeAndDetails() {
        server.on(
                "POST " + S1 + "/permissions/p1",
                409,
                "{\"type\":\"about:blank\",\"title\":\"Permission already resolved\",\"status\":409,"
                        + "\"detail\":\"request p1 was answered\",\"retryable\":false,"
                        + "\"code\":\"PERMISSION_ALREADY_RESOLVED\",\"optionId\":\"a\"}");
        assertThatThrownBy(() ->
                        client.answerPermission(
                                "s1", "p1", new Requests.AnswerPermission("b", null, null)))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_ALREADY_RESOLVED);
                            assertThat(e.details()).containsEntry("optionId", "a");
                        })
                .hasMessage("request p1 was answered");
        server.on("GET " + S1, 418, "{\"code\":\"TEAPOT\",\"title\":\"A teapot\"}");
        assertThatThrownBy(() -> client.session("s1"))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.details()).containsEntry("code", "TEAPOT"));
    }

    @Test
    void answersThatAreNoProblemsAreFailuresToo() {
        server.on("GET " + S1, 401, "<html>");
        assertFails(ErrorCode.UNAUTHENTICATED, "HTTP 401", () -> client.session("s1"));
        server.on("GET " + S1, 502, "");
        assertFails(ErrorCode.OVERLOADED, "HTTP 502", () -> client.session("s1"));
        server.on("GET " + S1, 200, "<html>");
        assertFails(
                ErrorCode.INTERNAL, "not what a Signalbox server says", () -> client.session("s1"));
        server.on("GET " + S1, 200, "{\"id\":\"s1\"}");
        assertFails(ErrorCode.INTERNAL, "is missing", () -> client.session("s1"));
    }

    @Test
    void withoutAServerTheFailureSaysWhatToDo() {
        server.close();
        assertFails(ErrorCode.SERVER_NOT_FOUND, "signalbox serve", () -> client.session("s1"));
    }

    @Test
    void theTokenIsInNoTextAndNoMessage() {
        assertThat(client.toString()).contains("127.0.0.1").doesNotContain(TOKEN);
        assertThatThrownBy(() -> new SignalboxClient(server.url(), "sb secret\n1"))
                .isInstanceOf(SignalboxException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new SignalboxClient(URI.create("localhost:7717"), TOKEN))
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("http://");
        try (var trimmed = new SignalboxClient(URI.create(server.url() + "/"), TOKEN + "\n")) {
            assertThat(trimmed.baseUrl()).isEqualTo(server.url());
        }
    }
}
