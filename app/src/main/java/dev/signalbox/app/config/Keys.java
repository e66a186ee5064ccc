package dev.signalbox.app.config;

import dev.signalbox.environment.Containment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Every key but those below `agents`, in the order in which people are shown them.
final class Keys {
    static final Key<String> HOST = new Key<>("server.host", Kind.TEXT, "127.0.0.1");
    static final Key<Integer> PORT = new Key<>("server.port", Kind.INTEGER, 7717);
    static final Key<Long> MAX_BODY = new Key<>("server.maxBodyBytes", Kind.BYTES, "1MiB");
    static final Key<Duration> HEARTBEAT =
            new Key<>("server.heartbeatInterval", Kind.DURATION, "15s");
    static final Key<Duration> SLOW_CLIENT =
            new Key<>("server.slowClientTimeout", Kind.DURATION, "30s");
    static final Key<Duration> AUTH = new Key<>("server.authTimeout", Kind.DURATION, "5s");
    static final Key<List<String>> CORS = new Key<>("server.corsOrigins", Kind.TEXTS, List.of());
    static final Key<List<String>> HOSTS = new Key<>("server.allowedHosts", Kind.TEXTS, List.of());

    static final Key<Boolean> STOP_SESSIONS =
            new Key<>("server.stopSessions", Kind.YES_OR_NO, "false");

    static final Key<Optional<java.nio.file.Path>> CERTIFICATE =
            new Key<>("server.tls.certificate", Kind.FILE_OR_NONE, "none");
    static final Key<Optional<java.nio.file.Path>> CERTIFICATE_KEY =
            new Key<>("server.tls.key", Kind.FILE_OR_NONE, "none");
    static final Key<Boolean> PLAIN_HTTP =
            new Key<>("server.allowPlainHttp", Kind.YES_OR_NO, "false");

    static final Key<String> LOG_LEVEL = new Key<>("server.logLevel", Kind.LOG_LEVEL, "INFO");

    static final Key<Boolean> OPEN_METRICS =
            new Key<>("server.openMetrics", Kind.YES_OR_NO, "false");

    static final Key<Duration> AUDIT = new Key<>("audit.retention", Kind.DURATION_OR_NONE, "365d");

    static final Key<Integer> CONNECTIONS = new Key<>("limits.connections", Kind.INTEGER, 10_000);
    static final Key<Integer> CONNECTIONS_EACH =
            new Key<>("limits.connectionsPerPrincipal", Kind.INTEGER, 5_000);
    static final Key<Integer> REQUESTS_EACH =
            new Key<>("limits.requestsPerSecond", Kind.INTEGER, 2_000);
    static final Key<Integer> FAILURES_EACH =
            new Key<>("limits.failedAuthPerMinute", Kind.INTEGER, 60);
    static final Key<Integer> SESSIONS = new Key<>("limits.sessions", Kind.INTEGER, 100_000);
    static final Key<Integer> SESSIONS_TENANT =
            new Key<>("limits.sessionsPerTenant", Kind.INTEGER, 50_000);
    static final Key<Integer> SESSIONS_EACH =
            new Key<>("limits.sessionsPerPrincipal", Kind.INTEGER, 20_000);
    static final Key<Integer> ENVIRONMENTS = new Key<>("limits.environments", Kind.INTEGER, 500);
    static final Key<Integer> QUERIES_EACH =
            new Key<>("limits.activeQueriesPerPrincipal", Kind.INTEGER, 500);

    static final Key<String> OIDC_ISSUER = new Key<>("auth.oidc.issuer", Kind.TEXT, "");
    static final Key<String> OIDC_AUDIENCE = new Key<>("auth.oidc.audience", Kind.TEXT, "");
    static final Key<String> OIDC_JWKS = new Key<>("auth.oidc.jwksUrl", Kind.TEXT, "");
    static final Key<String> OIDC_NAME = new Key<>("auth.oidc.nameClaim", Kind.TEXT, "sub");
    static final Key<String> OIDC_ROLES = new Key<>("auth.oidc.rolesClaim", Kind.TEXT, "roles");
    static final Key<String> OIDC_TENANT = new Key<>("auth.oidc.tenantClaim", Kind.TEXT, "tenant");

    static final Key<String> JOURNAL = new Key<>("journal.url", Kind.TEXT, "sqlite:");

    static final Key<Duration> COMPACTION =
            new Key<>("journal.compaction.after", Kind.DURATION_OR_NONE, "1h");

    static final Key<Duration> IDLE_STOP =
            new Key<>("sessions.idleStop", Kind.DURATION_OR_NONE, "15m");
    static final Key<Duration> UNLOAD = new Key<>("sessions.unloadAfter", Kind.DURATION, "5m");
    static final Key<Duration> PERMISSION =
            new Key<>("sessions.permissionTimeout", Kind.DURATION_OR_NONE, "none");
    static final Key<Duration> SILENCE =
            new Key<>("sessions.maxTurnSilence", Kind.DURATION_OR_NONE, "10m");
    static final Key<Duration> INTERRUPT =
            new Key<>("sessions.interruptGrace", Kind.DURATION, "2s");
    static final Key<Duration> TERMINATE =
            new Key<>("sessions.terminateGrace", Kind.DURATION, "5s");
    static final Key<Duration> ORPHAN =
            new Key<>("sessions.runnerOrphanTimeout", Kind.DURATION_OR_NONE, "24h");
    static final Key<Duration> HEALTH = new Key<>("sessions.healthInterval", Kind.DURATION, "3s");
    static final Key<Duration> HEALTH_TIMEOUT =
            new Key<>("sessions.healthTimeout", Kind.DURATION, "5s");
    static final Key<Integer> RESTARTS = new Key<>("sessions.restart.attempts", Kind.INTEGER, 5);
    static final Key<Duration> RESTART_WINDOW =
            new Key<>("sessions.restart.window", Kind.DURATION, "10m");
    static final Key<Duration> RESTART_FIRST =
            new Key<>("sessions.restart.first", Kind.DURATION, "1s");
    static final Key<Duration> RESTART_LONGEST =
            new Key<>("sessions.restart.longest", Kind.DURATION, "60s");
    static final Key<Optional<Containment.Kind>> CONTAINMENT =
            new Key<>("sessions.containment", Kind.CONTAINMENT, "auto");
    static final Key<List<java.nio.file.Path>> WORKSPACES =
            new Key<>("sessions.workspaceRoots", Kind.FOLDERS, List.of());

    static final Key<List<String>> REDACT = new Key<>("sessions.redact", Kind.TEXTS, List.of());

    static final Key<Duration> LOG_AGE =
            new Key<>("logs.retention.age", Kind.DURATION_OR_NONE, "30d");
    static final Key<Integer> LOG_LINES = new Key<>("logs.retention.lines", Kind.INTEGER, 100_000);
    static final Key<Long> LOG_BYTES = new Key<>("logs.retention.bytes", Kind.BYTES, "64MiB");
    static final Key<Integer> LOG_RATE = new Key<>("logs.flood.linesPerSecond", Kind.INTEGER, 200);
    static final Key<Integer> LOG_BURST = new Key<>("logs.flood.burst", Kind.INTEGER, 2_000);

    static final Key<Optional<java.nio.file.Path>> SECRETS_KEY =
            new Key<>("secrets.keyFile", Kind.FILE_OR_NONE, "none");

    static final Key<String> TRACING = new Key<>("tracing.endpoint", Kind.TEXT, "");

    static final List<Key<?>> ALL =
            List.of(
                    HOST,
                    PORT,
                    MAX_BODY,
                    HEARTBEAT,
                    SLOW_CLIENT,
                    AUTH,
                    CORS,
                    HOSTS,
                    STOP_SESSIONS,
                    CERTIFICATE,
                    CERTIFICATE_KEY,
                    PLAIN_HTTP,
                    LOG_LEVEL,
                    OPEN_METRICS,
                    CONNECTIONS,
                    CONNECTIONS_EACH,
                    REQUESTS_EACH,
                    FAILURES_EACH,
                    SESSIONS,
                    SESSIONS_TENANT,
                    SESSIONS_EACH,
                    ENVIRONMENTS,
                    QUERIES_EACH,
                    OIDC_ISSUER,
                    OIDC_AUDIENCE,
                    OIDC_JWKS,
                    OIDC_NAME,
                    OIDC_ROLES,
                    OIDC_TENANT,
                    JOURNAL,
                    COMPACTION,
                    IDLE_STOP,
                    UNLOAD,
                    PERMISSION,
                    SILENCE,
                    INTERRUPT,
                    TERMINATE,
                    ORPHAN,
                    HEALTH,
                    HEALTH_TIMEOUT,
                    RESTARTS,
                    RESTART_WINDOW,
                    RESTART_FIRST,
                    RESTART_LONGEST,
                    CONTAINMENT,
                    WORKSPACES,
                    REDACT,
                    LOG_AGE,
                    LOG_LINES,
                    LOG_BYTES,
                    LOG_RATE,
                    LOG_BURST,
                    SECRETS_KEY,
                    AUDIT,
                    TRACING);

    /// What may be said of an agent.
    static final String AGENTS = "agents";

    private Keys() {}

    static List<String> paths() {
        Function<Key<?>, String> path = Key::path;
        return ALL.stream().map(path).toList();
    }
}
