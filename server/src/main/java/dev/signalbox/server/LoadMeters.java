package dev.signalbox.server;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.runtime.SessionLoad;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What the sessions in memory do and take, looked at when somebody asks.
final class LoadMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final SessionHost host;
    private volatile List<SessionLoad> loads = List.of();
    private volatile double sessions;

    LoadMeters(MeterRegistry registry, SessionHost host, LiveStreams streams) {
        this.registry = registry;
        this.host = host;
        bindSessions();
        bindMemory();
        gauge("streams", "Event streams that are open", streams::count);
        gauge("ready", "1 while the journal works", () -> host.isReady() ? 1 : 0);
    }

    private void bindSessions() {
        gauge("sessions", "Sessions, loaded or not", () -> sessions);
        gauge("sessions.loaded", "Sessions in memory", () -> loads.size());
        for (var status : EnvironmentStatus.values()) {
            Gauge.builder("signalbox.environments", () -> count(it -> it.environment() == status))
                    .description("Execution environments of sessions in memory, by status")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        gauge("queries.active", "Queries in flight", () -> count(SessionLoad::isActive));
        gauge("queries.queued", "Messages that wait", () -> sum(SessionLoad::queuedMessages));
        gauge(
                "health.check.age.max.seconds",
                "The longest time since a runner answered",
                () -> max(LoadMeters::heardNanos) / NANOS_PER_SECOND);
    }

    private void bindMemory() {
        gauge("mailbox.messages", "Inputs that wait for sessions", () -> sum(SessionLoad::mailbox));
        gauge("mailbox.messages.max", "Those of one session", () -> max(SessionLoad::mailbox));
        gauge("tail.bytes", "Events held for readers", () -> sum(SessionLoad::tailBytes));
        gauge("subscribers", "Readers of sessions", () -> sum(SessionLoad::readers));
        gauge(
                "subscriber.lag.max.events",
                "How far the slowest reader of a session is behind",
                () -> max(SessionLoad::lagEvents));
        gauge("spool.bytes", "What runners hold on disk", () -> sum(SessionLoad::spoolBytes));
        gauge("spool.bytes.max", "What one runner holds", () -> max(SessionLoad::spoolBytes));
        gauge("runner.memory.bytes", "Resident, all", () -> sum(SessionLoad::runnerBytes));
        gauge("agent.memory.bytes", "Resident, all", () -> sum(SessionLoad::agentBytes));
        gauge("agent.memory.max.bytes", "Of one session", () -> max(SessionLoad::agentBytes));
    }

    /// Looks again.
    void refresh() {
        loads = host.loads();
        try {
            sessions = host.sessionCount();
        } catch (SignalboxException e) {
            sessions = Double.NaN; // The journal does not work: nobody knows.
        }
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("signalbox." + name, value).description(description).register(registry);
    }

    private static long heardNanos(SessionLoad load) {
        return Objects.requireNonNullElse(load.heardNanos(), 0L);
    }

    private long count(Predicate<SessionLoad> wanted) {
        return loads.stream().filter(wanted).count();
    }

    private long sum(ToLongFunction<SessionLoad> part) {
        return loads.stream().mapToLong(part).sum();
    }

    private long max(ToLongFunction<SessionLoad> part) {
        return loads.stream().mapToLong(part).max().orElse(0);
    }
}
