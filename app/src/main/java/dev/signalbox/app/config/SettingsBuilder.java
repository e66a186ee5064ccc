package dev.signalbox.app.config;

import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.ServerLimits;
import dev.signalbox.server.ServerSettings;
import dev.signalbox.server.access.OidcSettings;

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
                journal(said),
                sessions(said, dataDir),
                said.value(Keys.CONTAINMENT).orElse(null),
                agents);
    }

    private static ServerSettings server(Configuration said) {
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
                said.value(Keys.OPEN_METRICS));
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
                    limits(said));
        } catch (IllegalArgumentException e) {
            throw Configuration.invalid("sessions." + e.getMessage(), e);
        }
    }
}
