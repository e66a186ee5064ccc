package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Requests.CreateKey;

import io.javalin.Javalin;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `docs/access.md` says of who may what is what a running server does.
class AccessTableTest {
    private static final Path PAGE = Path.of("../docs/access.md");
    private static final List<String> WHO =
            List.of("anonymous", "viewer", "prompter", "approver", "admin");
    private static final Pattern REST = Pattern.compile("`([A-Z]+) (/\\S*)`(.*)");
    private static final Pattern FRAME = Pattern.compile("WebSocket `([a-z:]+)`");
    private static final String CREATED = " that it created";
    private static final String OTHERS = " that it did not create";

    private static final Map<String, String> BODIES =
            Map.of(
                    "POST /api/v1/sessions", "{\"agent\":\"demo\"}",
                    "PATCH /api/v1/sessions/{id}", "{\"name\":\"n\"}",
                    "POST /api/v1/sessions/{id}/messages", "{\"content\":\"hello\"}",
                    "POST /api/v1/sessions/{id}/permissions/{requestId}", "{\"optionId\":\"o\"}",
                    "PUT /api/v1/secrets/{name}", "{\"value\":\"v\"}",
                    "POST /api/v1/keys", "{\"name\":\"made\",\"roles\":[\"viewer\"]}");

    private static final Map<String, String> FRAMES =
            Map.of(
                    "session:message", ",\"content\":\"hello\"",
                    "session:permission", ",\"requestId\":\"r1\",\"optionId\":\"o\"");

    private static final Map<String, String> TOKENS = new HashMap<>();
    private static final List<Line> LINES = new ArrayList<>();
    private static TestServer server;
    private static int sessions;

    /// A line of the table: what is asked, what each of [#WHO] gets, and those of another tenant.
    private record Line(String request, List<String> cells, String otherTenant) {
        /// Who may do it to what it created is not told that something of another tenant is there.
        String toOther(int who) {
            var created =
                    LINES.stream()
                            .filter(it -> it.request().equals(request.replace(OTHERS, CREATED)))
                            .findFirst()
                            .orElseThrow();
            String cell = created.cells().get(who);
            return cell.equals("yes") && !otherTenant.equals("own") ? otherTenant : cell;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer(TestServer.asking(10_000));
        for (var role : WHO.subList(1, WHO.size())) {
            var key = new CreateKey(name(role), List.of(role), null, null);
            var made = server.keys.create(key, "acme", By.principal("admin"));
            TOKENS.put(role, String.valueOf(made.token()));
        }
        for (var line : Files.readAllLines(PAGE)) {
            var cells = List.of(line.split("\\|", -1)).stream().map(String::strip).toList();
            if (cells.size() == 9 && cells.get(1).contains("`")) {
                LINES.add(new Line(cells.get(1), cells.subList(2, 7), cells.get(7)));
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRequestIsAnsweredAsThePageSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (var line : LINES) {
            var form = REST.matcher(line.request());
            if (!form.matches()) {
                continue;
            }
            for (int i = 0; i < WHO.size(); i++) {
                String own = ask(form.group(1), form.group(2), form.group(3), WHO.get(i), "acme");
                compare(wrong, line, WHO.get(i) + " of the tenant", line.cells().get(i), own);
                String other =
                        ask(form.group(1), form.group(2), form.group(3), WHO.get(i), "other");
                String said = line.toOther(i);
                compare(wrong, line, WHO.get(i) + " of another tenant", said, other);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyFrameIsAnsweredAsThePageSays() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (var line : LINES) {
            var form = FRAME.matcher(line.request());
            if (!form.matches()) {
                continue;
            }
            seen++;
            for (int i = 0; i < WHO.size(); i++) {
                String who = WHO.get(i);
                String own = frame(form.group(1), who, "acme");
                compare(wrong, line, who + " of the tenant", line.cells().get(i), own);
                String other = frame(form.group(1), who, "other");
                String said = line.toOther(i);
                compare(wrong, line, who + " of another tenant", said, other);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isEqualTo(5);
    }

    private static void compare(
            List<String> wrong, Line line, String who, String said, String done) {
        if (!said.equals(done)) {
            wrong.add(line.request() + ", " + who + ": said " + said + ", is " + done);
        }
    }

    @Test
    void thePageHasEveryRequestThatIsServed() {
        Set<String> served = new TreeSet<>();
        var javalin = Javalin.create(new Routes(server.server.shared())::configure);
        for (var parsed : javalin.unsafe.internalRouter.allHttpHandlers()) {
            var endpoint = parsed.endpoint;
            if (endpoint.method.isHttpMethod()) {
                served.add(endpoint.method.name() + " " + endpoint.path);
            }
        }
        assertThat(served).hasSizeGreaterThan(20);
        var said =
                LINES.stream()
                        .map(line -> REST.matcher(line.request()))
                        .filter(form -> form.matches())
                        .map(form -> form.group(1) + " " + form.group(2))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(said).isEqualTo(served);
    }

    @Test
    void listsShowTheOwnTenantOnly() throws Exception {
        String own = session("anna", "acme");
        String foreign = session("anna", "other");
        var _ =
                server.keys.create(
                        new CreateKey("foreign", List.of("viewer"), null, null),
                        "other",
                        By.principal("admin"));
        for (var role : WHO.subList(1, WHO.size())) {
            assertThat(body("/api/v1/sessions?limit=1000", role)).contains(own);
            assertThat(body("/api/v1/sessions?limit=1000", role)).doesNotContain(foreign);
        }
        assertThat(body("/api/v1/keys", "admin")).contains("\"viewer\"").doesNotContain("foreign");
    }

    private static String body(String path, String who) {
        return server.send(server.request(path, TOKENS.get(who)).build()).http().body();
    }

    /// Asks for a new thing of a tenant.
    ///
    /// @return as the table says it
    private static String ask(String method, String path, String whose, String who, String tenant)
            throws Exception {
        String creator = whose.equals(OTHERS) ? "somebody" : name(who);
        String filled =
                path.replace("{queryId}", "q9")
                        .replace("{requestId}", "r1")
                        .replace("{grantId}", "g1")
                        .replace("{file}", "index-1a2B_3c.js")
                        .replace("{name}", "s1");
        var _ = server.secrets.put("acme", "s1", "v", By.principal("admin"));
        if (path.contains("{id}")) {
            filled = filled.replace("{id}", session(creator, tenant));
        } else if (path.contains("{keyId}")) {
            filled = filled.replace("{keyId}", key(tenant));
        }
        var request = server.request(filled, TOKENS.get(who));
        @Nullable String body = BODIES.get(method + " " + path);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        var answer = server.client().send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream _ = answer.body()) { // A stream of events has no end.
            return said(answer.statusCode());
        }
    }

    private static String said(int status) {
        return Set.of(401, 403, 404).contains(status) || (status >= 405 && status != 409)
                ? Integer.toString(status)
                : "yes";
    }

    private static String frame(String type, String who, String tenant) {
        try (var socket = TestSocket.open(server, TOKENS.get(who))) {
            String id = session("somebody", tenant);
            var reply =
                    socket.ask(
                            type, ",\"sessionId\":\"" + id + "\"" + FRAMES.getOrDefault(type, ""));
            return said(reply);
        }
    }

    private static String said(JsonNode reply) {
        String code = reply.path("error").path("code").asString("");
        return switch (code) {
            case "", "NO_ACTIVE_QUERY" -> "yes";
            case "UNAUTHENTICATED" -> "401";
            case "FORBIDDEN" -> "403";
            case "SESSION_NOT_FOUND" -> "404";
            default -> code;
        };
    }

    private static String name(String role) {
        return "the " + role;
    }

    private static String session(String creator, String tenant) {
        String id = "x" + ++sessions + "x";
        server.host.add(id, tenant, By.principal(creator));
        return id;
    }

    private static String key(String tenant) {
        var key = new CreateKey("some", List.of("viewer"), null, null);
        return server.keys.create(key, tenant, By.principal("admin")).id();
    }
}
