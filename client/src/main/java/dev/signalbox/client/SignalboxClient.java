package dev.signalbox.client;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A Signalbox server, as one principal sees it.
///
/// Every call blocks until the answer is there, 30 seconds at most, and may be made from any
/// thread; made for virtual threads. Each throws [SignalboxException] with the server's code and
/// message, and its further members as details; `SERVER_NOT_FOUND` when no server answers,
/// `UNAUTHENTICATED` when it does not know the token.
///
/// ```java
/// try (var client = new SignalboxClient(URI.create("http://127.0.0.1:7717"), token)) {
///     var session = client.createSession("demo");
///     try (var mirror = ConversationMirror.open(client, session.id())) {
///         client.sendMessage(session.id(), "Hello");
///         …
///     }
/// }
/// ```
public final class SignalboxClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String KEYS = "/api/v1/keys";
    private static final String SECRETS = "/api/v1/secrets";
    private static final String GRANTS = "/permissions/grants";

    private final ExecutorService executor;
    private final Rest rest;
    private final Set<SessionSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    /// @param baseUrl such as `http://127.0.0.1:7717`
    /// @param token the bearer token of a principal
    public SignalboxClient(URI baseUrl, String token) {
        this(baseUrl, token, null);
    }

    /// @param baseUrl such as `https://box.example.org:7717`
    /// @param token the bearer token of a principal
    /// @param trust for `https`; null = the JDK's own list of authorities
    public SignalboxClient(URI baseUrl, String token, @Nullable Trust trust) {
        executor =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("signalbox-client-", 0).factory());
        var http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1) // No upgrade offers to HTTP/2.
                        .connectTimeout(CONNECT_TIMEOUT)
                        .executor(executor);
        if (trust != null) {
            http.sslContext(trust.context());
        }
        rest = new Rest(http.build(), baseUrl, token);
    }

    public URI baseUrl() {
        return rest.base();
    }

    // Sessions

    /// Makes a session, or gives the one that was made with the same key.
    public Replies.SessionView createSession(Requests.CreateSession request) {
        return rest.call("POST", SESSIONS, request, Replies.SessionView.class);
    }

    /// Makes a session of an agent with everything else as it is by default.
    public Replies.SessionView createSession(String agent) {
        return createSession(new Requests.CreateSession(agent, null, null, null, null, null, null));
    }

    public Replies.SessionView session(String sessionId) {
        return rest.call("GET", path(sessionId), null, Replies.SessionView.class);
    }

    /// A page of sessions; `next` is a string for [SessionsQuery#from].
    public Page<Replies.SessionView> sessions(SessionsQuery query) {
        return rest.page(
                SESSIONS + query.queryString(),
                item -> ProtocolJson.bind(item, Replies.SessionView.class));
    }

    public Replies.SessionView patchSession(String sessionId, Requests.PatchSession changes) {
        return rest.call("PATCH", path(sessionId), changes, Replies.SessionView.class);
    }

    /// Ends the session's execution environment and deletes its journal and files for good.
    public void deleteSession(String sessionId) {
        request("DELETE", path(sessionId), null);
    }

    /// What the session's events add up to.
    public Replies.SnapshotView snapshot(String sessionId) {
        return rest.call("GET", path(sessionId) + "/snapshot", null, Replies.SnapshotView.class);
    }

    // Queries

    /// Gives the agent a message. Safe to repeat when it carries a `messageId`: the same one gives
    /// the same query.
    public Replies.MessageAccepted sendMessage(String sessionId, Requests.SendMessage message) {
        return rest.call(
                "POST", path(sessionId) + "/messages", message, Replies.MessageAccepted.class);
    }

    /// Gives the agent a text; it waits for its turn while a query runs.
    public Replies.MessageAccepted sendMessage(String sessionId, String text) {
        return sendMessage(
                sessionId, new Requests.SendMessage(MessageContent.of(text), null, null));
    }

    /// Interrupts the active query. On return it was asked to end; `session:query:ended` says that
    /// it has.
    public Replies.InterruptAccepted interrupt(String sessionId) {
        return rest.call(
                "POST", path(sessionId) + "/interrupt", null, Replies.InterruptAccepted.class);
    }

    /// Takes a message that waits out of the queue.
    public void removeQueued(String sessionId, String queryId) {
        request("DELETE", path(sessionId) + "/queue/" + QueryString.encode(queryId), null);
    }

    // Events

    /// A page of journaled events; `next` is a long for [EventsQuery#from].
    public Page<Envelope> events(String sessionId, EventsQuery query) {
        return rest.page(
                path(sessionId) + "/events" + query.queryString(), SignalboxClient::envelope);
    }

    /// A page of log lines; `next` is a long for [LogsQuery#from].
    public Page<Envelope> logs(String sessionId, LogsQuery query) {
        return rest.page(
                path(sessionId) + "/logs" + query.queryString(), SignalboxClient::envelope);
    }

    private static Envelope envelope(JsonNode item) throws ProtocolException {
        if (item instanceof ObjectNode object) {
            return EnvelopeJson.read(object);
        }
        throw ProtocolException.wrongType("an event is not an object", null);
    }

    /// Follows a session. Returns at once; the listener hears of everything, failures too.
    public SessionSubscription subscribe(
            String sessionId, SubscribeOptions options, SessionListener listener) {
        var subscription =
                SessionSubscription.start(rest, sessionId, options, listener, this::snapshot);
        subscriptions.add(subscription);
        var _ = subscription.ended().whenComplete((_, _) -> subscriptions.remove(subscription));
        return subscription;
    }

    // Permissions

    /// The requests that wait for an answer, then those that have one.
    public Page<Replies.PermissionView> permissions(String sessionId) {
        return rest.page(
                path(sessionId) + "/permissions",
                item -> ProtocolJson.bind(item, Replies.PermissionView.class));
    }

    /// Answers a request. Fails with `PERMISSION_ALREADY_RESOLVED`, whose details say who and how,
    /// when somebody was faster.
    public Replies.PermissionView answerPermission(
            String sessionId, String requestId, Requests.AnswerPermission answer) {
        return rest.call(
                "POST",
                path(sessionId) + "/permissions/" + QueryString.encode(requestId),
                answer,
                Replies.PermissionView.class);
    }

    /// What was allowed for the whole session.
    public Page<PermissionGrant> permissionGrants(String sessionId) {
        return rest.page(
                path(sessionId) + GRANTS, item -> ProtocolJson.bind(item, PermissionGrant.class));
    }

    /// Takes back what was allowed for the whole session; the agent asks again.
    public void revokeGrant(String sessionId, String grantId) {
        request("DELETE", path(sessionId) + GRANTS + "/" + QueryString.encode(grantId), null);
    }

    // The server

    /// Starts, restarts or terminates a session's execution environment. On return the server has
    /// accepted it; `session:status` says what came of it.
    public void environment(String sessionId, Requests.EnvironmentAction action) {
        request("POST", path(sessionId) + "/environment/" + WireText.of(action), null);
    }

    /// The agents that the server knows, and why those that cannot run here cannot.
    public Page<Replies.AgentView> agents() {
        return rest.page(
                "/api/v1/agents", item -> ProtocolJson.bind(item, Replies.AgentView.class));
    }

    /// The kinds of execution environment that the server knows.
    public Page<Replies.EnvironmentView> environments() {
        return rest.page(
                "/api/v1/environments",
                item -> ProtocolJson.bind(item, Replies.EnvironmentView.class));
    }

    /// What stands in an address in the place of a token, once.
    public Replies.TicketView ticket(Requests.CreateTicket request) {
        return rest.call("POST", "/api/v1/tickets", request, Replies.TicketView.class);
    }

    // API keys, for administrators

    /// Makes a key. The answer is the only one that holds its token.
    public Replies.KeyView createKey(Requests.CreateKey request) {
        return rest.call("POST", KEYS, request, Replies.KeyView.class);
    }

    /// The keys of the administrator's tenant, of all tenants for the built-in one.
    public Page<Replies.KeyView> keys() {
        return rest.page(KEYS, item -> ProtocolJson.bind(item, Replies.KeyView.class));
    }

    /// Takes a key back. On return it opens nothing; streams that it opened end within seconds.
    public void revokeKey(String keyId) {
        request("DELETE", KEYS + "/" + QueryString.encode(keyId), null);
    }

    /// Who did what, the newest first. A page may be short, or empty: there is more as long as it
    /// has a `next`.
    public Page<AuditEntry> audit(AuditQuery query) {
        return rest.page(
                "/api/v1/audit" + query.queryString(),
                item -> ProtocolJson.bind(item, AuditEntry.class));
    }

    // Secrets for agents

    /// Gives a secret a value: a new one, or another in the place of the one that it had.
    ///
    /// @param tenant whose; null = that of who asks
    public Replies.SecretView setSecret(String name, @Nullable String tenant, String value) {
        return rest.call(
                "PUT",
                secret(name, tenant),
                new Requests.PutSecret(value),
                Replies.SecretView.class);
    }

    /// The secrets of the caller's tenant, of all tenants for the built-in administrator. Nobody can
    /// be told their values.
    public Page<Replies.SecretView> secrets() {
        return rest.page(SECRETS, item -> ProtocolJson.bind(item, Replies.SecretView.class));
    }

    /// Forgets a secret. Agents that run keep what they were given.
    public void deleteSecret(String name, @Nullable String tenant) {
        request("DELETE", secret(name, tenant), null);
    }

    private static String secret(String name, @Nullable String tenant) {
        String path = SECRETS + "/" + QueryString.encode(name);
        return tenant == null ? path : path + "?tenant=" + QueryString.encode(tenant);
    }

    /// Any other request of the server's API.
    ///
    /// @param path with its query, such as `/api/v1/agents`
    /// @param body written as JSON; null for none
    /// @return the answer; a JSON null for one without a body
    public JsonNode request(String method, String path, @Nullable Object body) {
        return rest.call(method, path, body, Map.of());
    }

    /// As [#request(String, String, Object)], with an `Idempotency-Key`: sent again with the same
    /// key, it does nothing and gives the first answer.
    public JsonNode request(
            String method, String path, @Nullable Object body, String idempotencyKey) {
        return rest.call(method, path, body, Map.of("Idempotency-Key", idempotencyKey));
    }

    private static String path(String sessionId) {
        return SESSIONS + "/" + QueryString.encode(sessionId);
    }

    /// Ends every subscription, and every call that still waits. Sessions go on.
    @Override
    public void close() {
        subscriptions.forEach(SessionSubscription::close);
        rest.http().shutdownNow();
        executor.shutdown();
    }

    @Override
    public String toString() {
        return "SignalboxClient[" + rest + "]";
    }
}
