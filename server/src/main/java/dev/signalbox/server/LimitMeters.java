package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.SessionHost;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.function.Supplier;

/// Every bound that is worth an alarm before it is met, beside what is measured against it.
final class LimitMeters {
    private LimitMeters() {}

    static void bind(MeterRegistry registry, SessionHost host, Supplier<ServerSettings> server) {
        limit(registry, "sessions", () -> host.limits().sessions());
        limit(registry, "sessionsPerTenant", () -> host.limits().sessionsPerTenant());
        limit(registry, "sessionsPerPrincipal", () -> host.limits().sessionsPerPrincipal());
        limit(registry, "environments", () -> host.limits().environments());
        limit(
                registry,
                "activeQueriesPerPrincipal",
                () -> host.limits().activeQueriesPerPrincipal());
        limit(registry, "connections", () -> server.get().limits().connections());
        limit(
                registry,
                "connectionsPerPrincipal",
                () -> server.get().limits().connectionsPerPrincipal());
        limit(registry, "requestsPerSecond", () -> server.get().limits().requestsPerSecond());
        limit(registry, "failedAuthPerMinute", () -> server.get().limits().failedAuthPerMinute());
        limit(registry, "sockets", () -> server.get().limits().sockets());
        limit(registry, "mailbox", () -> HostLimits.MAILBOX_MESSAGES);
        limit(registry, "queue", () -> HostLimits.QUEUE_MESSAGES);
        limit(registry, "tailBytes", () -> HostLimits.TAIL_BYTES);
        limit(registry, "spoolBytes", () -> ProtocolLimits.SPOOL_BYTES_MAX);
        limit(registry, "lineBytes", () -> ProtocolLimits.LINE_BYTES_MAX);
        limit(registry, "bodyBytes", () -> server.get().maxBodyBytes());
    }

    private static void limit(MeterRegistry registry, String name, Supplier<Number> value) {
        Gauge.builder("signalbox.limit", value)
                .description("Bounds, by name")
                .tag("limit", name)
                .register(registry);
    }
}
