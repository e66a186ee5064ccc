package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.ApiFile.Operation;
import dev.signalbox.server.TestServer.Reply;
import dev.signalbox.server.access.Keys;
import dev.signalbox.server.audit.AuditLog;
import dev.signalbox.server.secrets.Secrets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/// The running server against `openapi.yaml`: every answer is one that the file has, and the file
/// has none that was not seen.
///
/// A new path needs, at most, a body in [#BODIES] and a value in [#VALUES].
class ConformanceTest {
    /// What is documented and not seen here, and why.
    private static final Map<String, String> UNSEEN =
            Map.of("GET /api/v1/ws 101", "no HTTP exchange any more: WebSocketTest");

    /// A body that does what the operation is for.
    private static final Map<String, String> BODIES =
            Map.of(
                    "createTicket", "{\"use\":\"stream\"}",
                    "signIn", "{}",
                    "putSecret", "{\"value\":\"a secret that is long enough\"}",
                    "createKey", "{\"name\":\"n\",\"roles\":[\"viewer\"]}",
                    "createSession", "{\"agent\":\"demo\",\"key\":\"k\"}",
                    "patchSession", "{\"name\":\"n\"}",
                    "sendMessage", "{\"content\":\"hi\"}",
                    "answerPermission", "{\"optionId\":\"allow\"}");

    private static final Map<String, String> VALUES =
            Map.of(
                    "name",
                    "github",
                    "id",
                    "s",
                    "queryId",
                    "q9",
                    "requestId",
                    "p1",
                    "grantId",
                    "g1");

    /// What is refused at the door, before anything else is asked.
    private static final Set<ErrorCode> AT_THE_DOOR =
            Set.of(ErrorCode.RATE_LIMITED, ErrorCode.ISSUER_UNAVAILABLE);

    /// What the host is asked that is no part of a request.
    private static final Set<String> NEVER_FAILING =
            Set.of(
                    "SessionHost.bus",
                    "SessionHost.limits",
                    "SessionHost.loads",
                    "AuditLog.trouble",
                    "AuditLog.write");

    private final ApiFile api = ApiFile.served("openapi.yaml");
    private final Set<String> seen = new TreeSet<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private String keyId = "";

    @Test
    void everyDocumentedAnswerIsSeenAndNoOther() {
        try (var server =
                new TestServer(
                        TestServer.settings(),
                        this::atTheDoor,
                        it -> failing(SessionHost.class, it),
                        it -> failing(Keys.class, it),
                        it -> failing(Secrets.class, it),
                        it -> failing(AuditLog.class, it))) {
            server.host.session("s", 20);
            var key = new CreateKey("k", List.of("viewer"), null, null);
            keyId = server.keys.create(key, "acme", By.principal("admin")).id();
            for (var operation : api.operations()) {
                succeed(server, operation);
                refuse(server, operation);
                fail(server, operation);
            }
            for (var operation : api.operations()) {
                succeed(server, operation); // And it works again.
            }
        }
        var missing = documented();
        missing.removeAll(seen);
        assertThat(missing).as("documented and not seen").isEqualTo(UNSEEN.keySet());
    }

    private void succeed(TestServer server, Operation operation) {
        server.host.running = operation.path().endsWith("/interrupt");
        var reply = send(server, operation, request(server, operation, body(operation)));
        boolean isUpgrade = operation.path().endsWith("/ws");
        assertThat(reply.status() < 300).as(operation.name() + reply).isNotEqualTo(isUpgrade);
        if (operation.method().equals("PUT")) {
            send(server, operation, request(server, operation, body(operation)));
        }
        if (operation.name().equals("DELETE /api/v1/sessions/{id}")) {
            server.host.add("s", Principal.DEFAULT_TENANT, By.principal("admin"));
        }
        server.host.running = false;
    }

    /// What is refused before the host is asked.
    private void refuse(TestServer server, Operation operation) {
        String body = body(operation);
        if (has(operation, 401)) {
            send(server, operation, bare(server, operation, body));
        }
        send(
                server,
                operation,
                request(server, operation, body).header("Origin", "https://foreign.example"));
        if (!body.isEmpty()) {
            send(server, operation, request(server, operation, "{"));
            send(server, operation, request(server, operation, " ".repeat(5_000)));
            send(
                    server,
                    operation,
                    request(server, operation, body).setHeader("Content-Type", "text/plain"));
        }
        if (api.hasParameter(operation, "Idempotency-Key")) {
            send(server, operation, keyed(server, operation, body, "k".repeat(201)));
            sendTwice(server, operation, body);
        }
        for (var query : new String[] {"limit=0", "after=x", "tenant=!"}) {
            if (api.hasParameter(operation, query.substring(0, query.indexOf('=')))) {
                send(
                        server,
                        operation,
                        request(server, path(operation) + "?" + query, operation, body));
            }
        }
    }

    private void sendTwice(TestServer server, Operation operation, String body) {
        server.host.running = true;
        String key = String.valueOf(operation.node().path("operationId"));
        send(server, operation, keyed(server, operation, body, key));
        var again = send(server, operation, keyed(server, operation, body, key));
        assertThat(again.header("Idempotency-Replayed")).as(operation.name()).isEqualTo("true");
        if (!body.isEmpty()) {
            String other = body.replace("\":\"", "\":\"other ");
            var conflict = send(server, operation, keyed(server, operation, other, key));
            assertThat(conflict.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
        }
        server.host.running = false;
    }

    /// Every code that the host may answer with has its status.
    private void fail(TestServer server, Operation operation) {
        for (var response : operation.node().path("responses").properties()) {
            int status = Integer.parseInt(response.getKey());
            if (status < 404 || status == 413 || status == 415) {
                continue;
            }
            for (var code : problem(response.getValue()).at("/properties/code/enum")) {
                if (!code.stringValue().equals("IDEMPOTENCY_CONFLICT")) {
                    var wanted = ErrorCode.valueOf(code.stringValue());
                    failure.set(exception(wanted));
                    boolean isUnwritten =
                            wanted == ErrorCode.JOURNAL_UNAVAILABLE
                                    && !operation.method().equals("GET");
                    server.audit.trouble = isUnwritten ? "broken on purpose" : null;
                    var reply =
                            send(server, operation, request(server, operation, body(operation)));
                    failure.set(null);
                    server.audit.trouble = null;
                    assertThat(reply.status()).as(operation.name() + " " + code).isEqualTo(status);
                }
            }
        }
    }

    private @Nullable Principal atTheDoor(String token) {
        @Nullable RuntimeException thrown = failure.get();
        if (thrown instanceof SignalboxException named && AT_THE_DOOR.contains(named.code())) {
            throw named;
        }
        return null;
    }

    private static RuntimeException exception(ErrorCode code) {
        return code == ErrorCode.INTERNAL
                ? new IllegalStateException("broken on purpose")
                : new SignalboxException(code, "refused on purpose");
    }

    private JsonNode problem(JsonNode response) {
        return api.resolve(response).at("/content/application~1problem+json/schema");
    }

    private boolean has(Operation operation, int status) {
        return operation.node().path("responses").has(Integer.toString(status));
    }

    private Set<String> documented() {
        var all = new TreeSet<String>();
        for (var operation : api.operations()) {
            operation
                    .node()
                    .path("responses")
                    .propertyNames()
                    .forEach(status -> all.add(operation.name() + " " + status));
        }
        return all;
    }

    /// Sends, and compares the answer with the file.
    private Reply send(TestServer server, Operation operation, HttpRequest.Builder request) {
        var reply = server.send(request.build());
        String name = operation.name() + " " + reply.status();
        assertThat(documented())
                .as("an answer that is not documented: " + reply.http().body())
                .contains(name);
        var documented =
                api.resolve(
                        operation.node().path("responses").path(Integer.toString(reply.status())));
        compare(name, documented.path("content"), reply);
        seen.add(name);
        return reply;
    }

    private void compare(String name, JsonNode contents, Reply reply) {
        String body = reply.http().body();
        if (contents.isMissingNode()) {
            assertThat(body).as(name).isEmpty();
            return;
        }
        String type = String.valueOf(reply.header("Content-Type")).split(";", 2)[0];
        assertThat(contents.propertyNames()).as(name).containsExactly(type);
        if (type.endsWith("json")) {
            assertThat(api.violations(contents.path(type).path("schema"), json(body)))
                    .as(name + " " + body)
                    .isEmpty();
        }
    }

    private static JsonNode json(String body) {
        try {
            return ProtocolJson.readObject(body);
        } catch (ProtocolException e) {
            throw new AssertionError("no JSON object: " + body, e);
        }
    }

    private static String body(Operation operation) {
        return BODIES.getOrDefault(operation.node().path("operationId").asString(""), "");
    }

    private String path(Operation operation) {
        String path = operation.path().replace("{keyId}", keyId);
        for (var value : VALUES.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    private HttpRequest.Builder keyed(
            TestServer server, Operation operation, String body, String key) {
        return request(server, operation, body).header("Idempotency-Key", key);
    }

    private HttpRequest.Builder request(TestServer server, Operation operation, String body) {
        return request(server, path(operation), operation, body);
    }

    private HttpRequest.Builder request(
            TestServer server, String path, Operation operation, String body) {
        var request =
                server.request(path)
                        .header("Content-Type", "application/json")
                        .method(operation.method(), BodyPublishers.ofString(body));
        // Of another epoch: the stream says so, and ends.
        return path.endsWith("/stream") ? request.header("Last-Event-ID", "9-1") : request;
    }

    private HttpRequest.Builder bare(TestServer server, Operation operation, String body) {
        return HttpRequest.newBuilder(server.uri(path(operation)))
                .method(operation.method(), BodyPublishers.ofString(body));
    }

    private <T> T failing(Class<T> type, T whole) {
        var proxy =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            @Nullable RuntimeException thrown = failure.get();
                            if (thrown != null
                                    && !NEVER_FAILING.contains(
                                            type.getSimpleName() + "." + method.getName())) {
                                throw thrown;
                            }
                            try {
                                return method.invoke(whole, arguments);
                            } catch (InvocationTargetException e) {
                                throw Objects.requireNonNull(e.getCause());
                            }
                        });
        return type.cast(proxy);
    }
}
