package dev.signalbox.server;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.runtime.EventBus.News;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts what happens to sessions. Runs on the sessions' own threads, between a commit and its
/// answer: it looks a meter up and adds to it, no more.
final class EventMeters {
    private static final Duration[] COMMIT_BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };
    private static final double[] BATCH_BOUNDS = {1, 2, 5, 10, 25, 50, 100, 256, 1_000};

    private final MeterRegistry registry;
    private final Timer commits;
    private final DistributionSummary batches;
    private final Counter bytes;
    private final Counter dropped;
    private final Timer compactions;
    private final Counter created;
    private final Counter deleted;
    private final Counter logsDropped;
    private final Counter logsLeftOut;
    private final Map<String, Counter> byType = new ConcurrentHashMap<>();

    /// How often each session's environment was restarted, as was said last.
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();

    EventMeters(MeterRegistry registry) {
        this.registry = registry;
        commits =
                Timer.builder("signalbox.journal.commit")
                        .description(
                                "How long a session's owner waits for its events to be durable")
                        .serviceLevelObjectives(COMMIT_BOUNDS)
                        .register(registry);
        batches =
                DistributionSummary.builder("signalbox.journal.batch.events")
                        .description("Events that one commit of a session holds")
                        .serviceLevelObjectives(BATCH_BOUNDS)
                        .register(registry);
        bytes =
                Counter.builder("signalbox.event.bytes")
                        .description("Committed events, in bytes of JSON")
                        .register(registry);
        dropped =
                Counter.builder("signalbox.compaction.events")
                        .description("Old deltas and updates of complete blocks that were dropped")
                        .register(registry);
        created =
                Counter.builder("signalbox.session.creations")
                        .description("Sessions that were made")
                        .register(registry);
        deleted =
                Counter.builder("signalbox.session.deletions")
                        .description("Sessions that were deleted")
                        .register(registry);
        logsDropped =
                Counter.builder("signalbox.log.lines.dropped")
                        .description("Log lines that sessions do not keep any more")
                        .register(registry);
        logsLeftOut =
                Counter.builder("signalbox.log.lines.left.out")
                        .description("Log lines of floods that were not kept")
                        .register(registry);
        compactions =
                Timer.builder("signalbox.compaction.step")
                        .description("How long the journal takes for one step of compaction")
                        .serviceLevelObjectives(COMMIT_BOUNDS)
                        .register(registry);
    }

    void on(News news) {
        switch (news) {
            case News.Happened happened -> on(happened);
            case News.Deleted(var sessionId) -> {
                restarts.remove(sessionId);
                deleted.increment();
            }
            case News.Appeared _ -> created.increment();
            case News.LogsDropped(_, long lines) -> logsDropped.increment((double) lines);
            case News.Compacted(_, int events, long nanos) -> {
                dropped.increment(events);
                compactions.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void on(News.Happened news) {
        commits.record(news.commitNanos(), TimeUnit.NANOSECONDS);
        batches.record(news.events().size());
        bytes.increment((double) news.bytes());
        @Nullable EnvironmentStatus status = news.before();
        for (var event : news.events()) {
            byType.computeIfAbsent(event.wireName(), type -> events(event, type)).increment();
            switch (event) {
                case SessionEvent.QueryEnded ended ->
                        queries(news.agent(), name(ended.outcome())).increment();
                case SessionEvent.ErrorReported(var error) ->
                        errors(Objects.requireNonNullElse(error.code(), "none")).increment();
                case SessionEvent.Status(var runtime) -> {
                    var environment = runtime.executionEnvironment();
                    if (environment != null) {
                        restarted(news, environment.restartCount());
                        if (environment.status() != status) {
                            status = environment.status();
                            environments(news.agent(), status).increment();
                        }
                    }
                }
                case SessionEvent.Log log when log.data() != null -> leftOut(log.data());
                default -> {}
            }
        }
    }

    private void restarted(News.Happened news, int count) {
        Integer before = restarts.put(news.sessionId(), count);
        if (before != null && count > before) {
            Counter.builder("signalbox.restarts")
                    .description("Execution environments started again after a crash, by agent")
                    .tag("agent", news.agent())
                    .register(registry)
                    .increment((double) count - before);
        }
    }

    private void leftOut(JsonNode data) {
        for (var count : data.path("leftOut")) {
            logsLeftOut.increment(count.asDouble(0));
        }
    }

    private Counter environments(String agent, EnvironmentStatus status) {
        return Counter.builder("signalbox.environment.changes")
                .description("How often execution environments came to a status")
                .tags("agent", agent, "status", status.wireName())
                .register(registry);
    }

    private Counter events(SessionEvent event, String type) {
        return Counter.builder("signalbox.events")
                .description("Committed events, by type and track")
                .tags("type", type, "track", name(event.track()))
                .register(registry);
    }

    private Counter queries(String agent, String outcome) {
        return Counter.builder("signalbox.queries")
                .description("Queries that ended, by agent and outcome")
                .tags("agent", agent, "outcome", outcome)
                .register(registry);
    }

    private Counter errors(String code) {
        return Counter.builder("signalbox.errors")
                .description("Errors on the operations track, by code")
                .tag("code", code)
                .register(registry);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
