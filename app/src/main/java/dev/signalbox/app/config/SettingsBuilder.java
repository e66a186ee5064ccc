package dev.signalbox.app.config;

import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.ServerLimits;
import dev.signalbox.server.ServerSettings;

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
                said.value(Keys.STOP_SESSIONS),
                journal(said),
                sessions(said, dataDir),
                said.value(Keys.CONTAINMENT).orElse(null),
                agents,
                said.value(Keys.SECRETS_KEY).orElse(null));
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
                new ServerLimits(said.value(Keys.CONNECTIONS), said.value(Keys.CONNECTIONS_EACH)),
                said.value(Keys.OPEN_METRICS));
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
                    said.value(Keys.SESSIONS_EACH),
                    said.value(Keys.ENVIRONMENTS));
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
