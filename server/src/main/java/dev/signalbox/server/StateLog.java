package dev.signalbox.server;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.runtime.EventBus.News;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import java.util.Locale;

/// Writes a line in the server's own log for each change of a session's state: ids, names and
/// numbers, and never what people or agents said.
///
/// Made of committed events alone, so that there is one line for each change and none for what did
/// not happen. Runs on the sessions' own threads. `docs/operations` lists the lines.
final class StateLog {
    private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);

    void on(News news) {
        switch (news) {
            case News.Happened happened -> on(happened);
            case News.Appeared(var id) -> line(Level.INFO, "session created", id, null).log();
            case News.Deleted(var id) -> line(Level.INFO, "session deleted", id, null).log();
            case News.LogsDropped(var id, long lines) ->
                    line(Level.INFO, "old log lines removed", id, null)
                            .addKeyValue("lines", lines)
                            .log();
            case News.Compacted _ -> {}
        }
    }

    private static void on(News.Happened news) {
        @Nullable EnvironmentStatus status = news.before();
        for (int i = 0; i < news.events().size(); i++) {
            var event = news.events().get(i);
            if (event instanceof SessionEvent.Status(var runtime)) {
                var environment = runtime.executionEnvironment();
                if (environment != null && environment.status() != status) {
                    environment(news, status, environment.status(), environment.restartCount());
                    status = environment.status();
                }
            } else {
                other(news, event, news.queryIds().get(i));
            }
        }
    }

    private static void environment(
            News.Happened news,
            @Nullable EnvironmentStatus before,
            EnvironmentStatus now,
            int restarts) {
        line(
                        now == EnvironmentStatus.ERROR ? Level.WARN : Level.INFO,
                        "execution environment " + now.wireName(),
                        news.sessionId(),
                        null)
                .addKeyValue("agent", news.agent())
                .addKeyValue("before", before == null ? "none" : before.wireName())
                .addKeyValue("restarts", restarts)
                .log();
    }

    private static void other(News.Happened news, SessionEvent event, @Nullable String queryId) {
        String id = news.sessionId();
        switch (event) {
            case SessionEvent.QueryQueued queued ->
                    line(Level.INFO, "query queued", id, queryId)
                            .addKeyValue("position", queued.position())
                            .log();
            case SessionEvent.QueryStarted started ->
                    line(Level.INFO, "query started", id, queryId)
                            .addKeyValue("agent", news.agent())
                            .addKeyValue("origin", name(started.origin()))
                            .log();
            case SessionEvent.QueryEnded ended -> ended(news, ended, queryId);
            case SessionEvent.PermissionRequested asked ->
                    line(Level.INFO, "permission requested", id, queryId)
                            .addKeyValue("request_id", asked.request().requestId())
                            .log();
            case SessionEvent.PermissionResolved resolved ->
                    line(Level.INFO, "permission resolved", id, queryId)
                            .addKeyValue("request_id", resolved.requestId())
                            .addKeyValue("option", resolved.optionId())
                            .addKeyValue("by", resolved.by().name())
                            .log();
            case SessionEvent.PermissionRevoked revoked ->
                    line(Level.INFO, "permission revoked", id, queryId)
                            .addKeyValue("request_id", revoked.grantId())
                            .addKeyValue("by", revoked.by().name())
                            .log();
            case SessionEvent.OptionsUpdate _ ->
                    line(Level.INFO, "options changed", id, queryId).log();
            case SessionEvent.ErrorReported(var error) ->
                    line(Level.WARN, "error reported", id, queryId)
                            .addKeyValue("code", error.code())
                            .log();
            default -> {}
        }
    }

    private static void ended(
            News.Happened news, SessionEvent.QueryEnded ended, @Nullable String queryId) {
        boolean isFailure =
                ended.outcome() == QueryOutcome.FAILED
                        || ended.outcome() == QueryOutcome.TIMED_OUT
                        || ended.outcome() == QueryOutcome.LOST;
        var cause = ended.cause();
        line(isFailure ? Level.WARN : Level.INFO, "query ended", news.sessionId(), queryId)
                .addKeyValue("agent", news.agent())
                .addKeyValue("outcome", name(ended.outcome()))
                .addKeyValue("code", cause == null ? null : cause.code())
                .addKeyValue("duration_ms", ended.durationMs())
                .log();
    }

    private static LoggingEventBuilder line(
            Level level, String message, String sessionId, @Nullable String queryId) {
        var line = LOG.atLevel(level).setMessage(message).addKeyValue("session_id", sessionId);
        return queryId == null ? line : line.addKeyValue("query_id", queryId);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
