package dev.signalbox.app.config;

import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.LogRetention;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.ServerLimits;
import dev.signalbox.server.ServerSettings;
import dev.signalbox.server.access.OidcSettings;
import dev.signalbox.server.tls.TlsFiles;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Makes the records that the parts of a server take.
final class SettingsBuilder {
    /// How often sessions look at the clock; nobody needs to choose it.
    private static final Duration TICK = Duration.ofMillis(250);

    private SettingsBuilder() {}

    static Settings build(
            Configuration said, Path dataDir, Map<String, Settings.AgentProgram> agents) {
        return new Settings(
                server(said),
                oidc(said),
                said.value(Keys.STOP_SESSIONS),
                said.value(Keys.AUDIT),
                said.value(Keys.TRACING),
                journal(said),
                said.value(Keys.COMPACTION),
                sessions(said, dataDir),
                retention(said),
                said.value(Keys.CONTAINMENT).orElse(null),
                agents,
                said.value(Keys.SECRETS_KEY).orElse(null),
                said.value(Keys.LOG_LEVEL));
    }

    private static ServerSettings server(Configuration said) {
        var tls = tls(said);
        if (tls == null && !said.value(Keys.PLAIN_HTTP) && !isLoopback(said.value(Keys.HOST))) {
            throw Configuration.invalid(
                    "server.host is "
                            + said.value(Keys.HOST)
                            + ", which others can reach, and without TLS they could read tokens:"
                            + " set server.tls.certificate and server.tls.key, or, behind a proxy"
                            + " that has TLS, server.allowPlainHttp = true",
                    null);
        }
        return new ServerSettings(
                said.value(Keys.HOST),
                said.value(Keys.PORT),
                Math.clamp(said.value(Keys.MAX_BODY), Integer.MIN_VALUE, Integer.MAX_VALUE),
                said.value(Keys.HEARTBEAT),
                said.value(Keys.SLOW_CLIENT),
                said.value(Keys.AUTH),
                Set.copyOf(said.value(Keys.CORS)),
                Set.copyOf(said.value(Keys.HOSTS)),
                new ServerLimits(
                        said.value(Keys.CONNECTIONS),
                        said.value(Keys.CONNECTIONS_EACH),
                        said.value(Keys.REQUESTS_EACH),
                        said.value(Keys.FAILURES_EACH)),
                said.value(Keys.OPEN_METRICS),
                tls);
    }

    private static @Nullable TlsFiles tls(Configuration said) {
        @Nullable Path certificate = said.value(Keys.CERTIFICATE).orElse(null);
        @Nullable Path key = said.value(Keys.CERTIFICATE_KEY).orElse(null);
        if (certificate != null && key != null) {
            return new TlsFiles(certificate, key);
        }
        if (certificate != null || key != null) {
            throw Configuration.invalid(
                    "server.tls.certificate and server.tls.key are set together or not at all",
                    null);
        }
        return null;
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    private static @Nullable OidcSettings oidc(Configuration said) {
        String issuer = said.value(Keys.OIDC_ISSUER);
        String audience = said.value(Keys.OIDC_AUDIENCE);
        String jwks = said.value(Keys.OIDC_JWKS);
        if (issuer.isBlank()) {
            if (!audience.isBlank() || !jwks.isBlank()) {
                throw Configuration.invalid(
                        "auth.oidc.issuer is empty, and other keys of auth.oidc are not: name the"
                                + " issuer whose tokens are to be accepted",
                        null);
            }
            return null;
        }
        return new OidcSettings(
                url(issuer, Keys.OIDC_ISSUER),
                audience,
                jwks.isBlank() ? null : url(jwks, Keys.OIDC_JWKS),
                said.value(Keys.OIDC_NAME),
                said.value(Keys.OIDC_ROLES),
                said.value(Keys.OIDC_TENANT));
    }

    private static URI url(String text, Key<String> key) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid(key.path() + " is '" + text + "', which is no URL", e);
        }
    }

    private static String journal(Configuration said) {
        var url = said.value(Keys.JOURNAL);
        if (!url.startsWith("sqlite:")
                && !url.equals("memory:")
                && !url.startsWith("jdbc:postgresql:")) {
            throw Configuration.invalid(
                    "journal.url must be sqlite:, sqlite:FILE, memory: or jdbc:postgresql://…, not "
                            + Secrets.masked(url),
                    null);
        }
        return url;
    }

    private static HostLimits limits(Configuration said) {
        try {
            return new HostLimits(
                    said.value(Keys.SESSIONS),
                    said.value(Keys.SESSIONS_TENANT),
                    said.value(Keys.SESSIONS_EACH),
                    said.value(Keys.ENVIRONMENTS),
                    said.value(Keys.QUERIES_EACH));
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static LogRetention retention(Configuration said) {
        try {
            return new LogRetention(
                    said.value(Keys.LOG_AGE),
                    said.value(Keys.LOG_LINES),
                    said.value(Keys.LOG_BYTES));
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static LogFlood flood(Configuration said) {
        try {
            return new LogFlood(said.value(Keys.LOG_RATE), said.value(Keys.LOG_BURST));
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static SessionSettings sessions(Configuration said, Path dataDir) {
        var permission = said.value(Keys.PERMISSION);
        try {
            return new SessionSettings(
                    dataDir,
                    said.value(Keys.IDLE_STOP),
                    said.value(Keys.UNLOAD),
                    permission.isZero() ? null : permission,
                    said.value(Keys.SILENCE),
                    said.value(Keys.INTERRUPT),
                    said.value(Keys.TERMINATE),
                    said.value(Keys.ORPHAN),
                    said.value(Keys.HEALTH),
                    said.value(Keys.HEALTH_TIMEOUT),
                    TICK,
                    new RestartLimits(
                            said.value(Keys.RESTARTS),
                            said.value(Keys.RESTART_WINDOW),
                            said.value(Keys.RESTART_FIRST),
                            said.value(Keys.RESTART_LONGEST)),
                    said.value(Keys.WORKSPACES),
                    said.value(Keys.REDACT),
                    limits(said),
                    flood(said));
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid("sessions." + e.getMessage(), e);
        }
    }
}
