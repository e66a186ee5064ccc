package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.Problem;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;

/// Every path of the REST interface, and who answers it.
final class Routes {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());
    private static final String SESSION = SessionResource.PATH + "/{id}";

    private static final String STREAM = "/events/stream";
    private static final String BEGAN = "signalbox.began";

    private final WebSocketContext shared;
    private final SessionHost host;
    private final Access access;
    private final Admission admission;
    private final Auditor auditor;
    private final AuditResource audit;
    private final KeyResource keys;
    private final SecretResource secrets;
    private final SignInResource signIns;
    private final SessionResource sessions;
    private final MessageResource messages;
    private final EventResource events;
    private final SseStream stream;
    private final Metrics metrics;
    private final ConsolePages console = new ConsolePages(ConsolePages.FOLDER);

    Routes(WebSocketContext shared) {
        this.shared = shared;
        host = shared.host();
        access = shared.access();
        admission = shared.admission();
        auditor = shared.auditor();
        audit = new AuditResource(auditor.log(), access);
        keys =
                new KeyResource(
                        shared.stores().keys(), access, shared.idempotency(), shared.check()::soon);
        secrets = new SecretResource(shared.stores().secrets(), access);
        signIns = new SignInResource(admission, access, shared.check()::soon);
        sessions = new SessionResource(host, access, shared.idempotency());
        messages = new MessageResource(host, access, shared.idempotency());
        events = new EventResource(host, access);
        metrics = shared.metrics();
        stream =
                new SseStream(
                        shared.settings().heartbeatInterval(),
                        host,
                        access,
                        shared.streams(),
                        shared.pace(),
                        shared.clock());
    }

    /// What is done with a call.
    private interface Answer {
        void to(Call call) throws Exception;
    }

    void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        var routes = config.routes;
        routes.before(http -> http.attribute(BEGAN, System.nanoTime()));
        routes.before("/api/*", this::authenticate);
        routes.after(this::count);
        addSessions(routes);
        addOthers(routes);
        Pages.add(routes);
        console.addTo(routes);
        addFailures(routes);
    }

    private void addSessions(RoutesConfig routes) {
        routes.post(SessionResource.PATH, audited("session.create", sessions::create));
        routes.get(SessionResource.PATH, by(sessions::list));
        routes.get(SESSION, by(sessions::get));
        routes.patch(SESSION, audited("session.change", sessions::patch));
        routes.delete(SESSION, audited("session.delete", sessions::delete));
        routes.get(SESSION + "/snapshot", by(sessions::snapshot));
        routes.post(SESSION + "/messages", audited(Deeds.SEND, messages::send));
        routes.post(SESSION + "/interrupt", audited(Deeds.INTERRUPT, messages::interrupt));
        routes.delete(
                SESSION + "/queue/{queryId}", audited("message.takeBack", messages::takeBack));
        routes.get(SESSION + "/permissions", by(messages::permissions));
        routes.post(SESSION + "/permissions/{requestId}", audited(Deeds.ANSWER, messages::permit));
        routes.get(SESSION + "/permissions/grants", by(messages::grants));
        routes.delete(
                SESSION + "/permissions/grants/{grantId}",
                audited("permission.revoke", messages::revoke));
        routes.get(SESSION + "/events", by(events::events));
        routes.get(SESSION + STREAM, by(stream::serve));
        routes.get(SESSION + "/logs", by(events::logs));
        for (var action : EnvironmentAction.values()) {
            String name = ProtocolJson.tree(action).asString();
            routes.post(
                    SESSION + "/environment/" + name,
                    audited(
                            "environment." + name,
                            call -> sessions.environment(call, action, name)));
        }
    }

    private void addOthers(RoutesConfig routes) {
        routes.get(SignInResource.ME, by(signIns::me));
        routes.post(SignInResource.TICKETS, audited("ticket.create", signIns::ticket));
        routes.post(SignInResource.SIGN_IN, audited("signin", signIns::signIn));
        routes.post(SignInResource.SIGN_OUT, audited("signout", signIns::signOut));
        routes.get(KeyResource.PATH, by(keys::list));
        routes.post(KeyResource.PATH, audited("key.create", keys::create));
        routes.delete(KeyResource.PATH + "/{keyId}", audited("key.revoke", keys::revoke));
        routes.get(SecretResource.PATH, by(secrets::list));
        routes.put(SecretResource.PATH + "/{name}", audited("secret.set", secrets::put));
        routes.delete(SecretResource.PATH + "/{name}", audited("secret.remove", secrets::remove));
        routes.get(AuditResource.PATH, by(audit::list));
        routes.get("/api/v1/agents", by(call -> answerIfViewer(call, host.agents())));
        routes.get("/api/v1/environments", by(call -> answerIfViewer(call, host.environments())));
        routes.get(
                WebSocketUpgrade.PATH,
                _ -> {
                    throw new SignalboxException(
                            ErrorCode.BAD_REQUEST, "this path takes WebSocket upgrades only");
                });
        // Where a browser's cookie goes too.
        routes.get("/api/v1/metrics", by(this::metricsIfViewer));
        if (shared.settings().openMetrics()) {
            routes.get("/metrics", this::metrics);
        } else {
            routes.before("/metrics", this::authenticate);
            routes.get("/metrics", by(this::metricsIfViewer));
        }
        Descriptions.addTo(routes);
        DocsPage.addTo(routes);
        routes.get("/livez", http -> call(http).answer(200, Map.of("status", "alive")));
        routes.get("/readyz", this::ready);
    }

    private void addFailures(RoutesConfig routes) {
        routes.exception(
                HttpResponseException.class,
                (e, http) -> {
                    if (e.getStatus() == 404 && console.answersMissing(http)) {
                        return;
                    }
                    @Nullable String allowed = e.getDetails().get("availableMethods");
                    if (allowed != null) {
                        http.header("Allow", allowed);
                    }
                    String detail = http.method() + " " + http.path() + " is not served";
                    fail(http, Problems.problem(e.getStatus(), detail, http.path()));
                });
        routes.exception(
                Exception.class,
                (e, http) -> {
                    if (http.res().isCommitted()) {
                        LOG.log(Level.DEBUG, "client gone path=" + http.path(), e);
                        return;
                    }
                    String doing = http.method() + " " + http.path();
                    fail(http, Problems.problem(Problems.failure(e, doing), http.path()));
                });
    }

    private void authenticate(Context http) {
        @Nullable String header = http.header("Authorization");
        boolean isSignIn = http.path().equals(SignInResource.SIGN_IN);
        if (isSignIn && header == null) {
            return; // Its body shows a ticket.
        }
        boolean takesTicket = http.path().endsWith(STREAM);
        http.attribute(
                Call.CREDENTIALS,
                admission.admit(
                        new Admission.Shown(
                                http.req().getRemoteAddr(),
                                header,
                                takesTicket ? http.queryParam("ticket") : null,
                                http.cookie(SignInResource.cookieName(http)),
                                http.header(SignInResource.TOKEN_HEADER))));
    }

    private void answerIfViewer(Call call, Object body) {
        access.require(call.who(), Role.VIEWER);
        call.answer(200, body);
    }

    private void ready(Context http) {
        @Nullable String trouble = host.trouble();
        if (trouble != null) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE, "the journal does not work: " + trouble);
        }
        @Nullable String unwritten = auditor.log().trouble();
        if (unwritten != null) {
            throw new SignalboxException(ErrorCode.JOURNAL_UNAVAILABLE, unwritten);
        }
        call(http).answer(200, Map.of("status", "ready"));
    }

    private void metricsIfViewer(Call call) {
        access.require(call.who(), Role.VIEWER);
        metrics(call.http());
    }

    private void metrics(Context http) {
        http.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape());
    }

    /// A stream's length is no request's duration.
    private void count(Context http) {
        var endpoint = http.endpoints().matchedHttpEndpoint();
        String route = endpoint == null ? "none" : endpoint.path;
        Long began = http.attribute(BEGAN);
        if (began != null && !route.endsWith("/stream")) {
            var took = Duration.ofNanos(System.nanoTime() - began);
            metrics.answered(http.method().name(), route, http.statusCode(), took);
        }
    }

    private void fail(Context http, Problem problem) {
        metrics.refused(String.valueOf(problem.code()));
        if (problem.status() == 401) {
            http.header("WWW-Authenticate", "Bearer");
        }
        @Nullable String retryAfter = Problems.retryAfter(problem);
        if (retryAfter != null) {
            http.header("Retry-After", retryAfter);
        }
        http.status(problem.status())
                .contentType("application/problem+json")
                .result(ProtocolJson.writeBytes(problem));
    }

    private Handler by(Answer answer) {
        return http -> answer.to(call(http));
    }

    /// For whatever changes something.
    ///
    /// @param action as the audit log says it
    private Handler audited(String action, Answer answer) {
        return http -> {
            var call = call(http);
            auditor.audited(
                    () -> call.deed(action),
                    () -> {
                        answer.to(call);
                        return call;
                    });
        };
    }

    private Call call(Context http) {
        return new Call(http, shared.settings().maxBodyBytes());
    }
}
