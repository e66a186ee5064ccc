package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.runtime.HostLimits;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// Every bound that is worth an alarm before it is met, beside what is measured against it.
final class LimitMeters {
    private LimitMeters() {}

    static void bind(MeterRegistry registry, HostLimits host, ServerSettings settings) {
        var limits = settings.limits();
        limit(registry, "sessions", host.sessions());
        limit(registry, "sessionsPerTenant", host.sessionsPerTenant());
        limit(registry, "sessionsPerPrincipal", host.sessionsPerPrincipal());
        limit(registry, "environments", host.environments());
        limit(registry, "activeQueriesPerPrincipal", host.activeQueriesPerPrincipal());
        limit(registry, "connections", limits.connections());
        limit(registry, "connectionsPerPrincipal", limits.connectionsPerPrincipal());
        limit(registry, "requestsPerSecond", limits.requestsPerSecond());
        limit(registry, "failedAuthPerMinute", limits.failedAuthPerMinute());
        limit(registry, "sockets", limits.sockets());
        limit(registry, "mailbox", HostLimits.MAILBOX_MESSAGES);
        limit(registry, "queue", HostLimits.QUEUE_MESSAGES);
        limit(registry, "tailBytes", HostLimits.TAIL_BYTES);
        limit(registry, "spoolBytes", ProtocolLimits.SPOOL_BYTES_MAX);
        limit(registry, "lineBytes", ProtocolLimits.LINE_BYTES_MAX);
        limit(registry, "bodyBytes", settings.maxBodyBytes());
    }

    private static void limit(MeterRegistry registry, String name, double value) {
        Gauge.builder("signalbox.limit", () -> value)
                .description("Bounds, by name")
                .tag("limit", name)
                .register(registry);
    }
}
