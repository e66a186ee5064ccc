package dev.signalbox.server.tracing;

import dev.signalbox.runtime.EventBus;
import dev.signalbox.runtime.EventBus.News;

import io.opentelemetry.api.trace.Tracer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes spans of what happens to sessions: one for each query, with its tool calls, subagents and
/// waits for permission in it. Never of what was said: names, ids, counts and codes alone.
///
/// Runs on the sessions' own threads, after the commit; a span costs microseconds, and exporting is
/// done elsewhere. A query that began before this server did has no span.
public final class QueryTracer implements EventBus.Listener {
    private final Tracer tracer;
    private final Map<String, SessionSpans> sessions = new ConcurrentHashMap<>();

    /// @param tracer where spans go
    public QueryTracer(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void on(News news) {
        switch (news) {
            case News.Happened happened -> on(happened);
            case News.Deleted(var sessionId) -> {
                var spans = sessions.remove(sessionId);
                if (spans != null) {
                    spans.end();
                }
            }
            case News.Appeared _, News.LogsDropped _, News.Compacted _ -> {}
        }
    }

    private void on(News.Happened news) {
        var spans =
                sessions.computeIfAbsent(
                        news.sessionId(), id -> new SessionSpans(tracer, id, news.agent()));
        for (int i = 0; i < news.events().size(); i++) {
            spans.on(news.events().get(i), news.queryIds().get(i));
        }
        if (spans.isIdle()) {
            sessions.remove(news.sessionId());
        }
    }
}
