package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.runtime.EventBus;
import dev.signalbox.runtime.SessionHost;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Duration;
import java.util.function.Supplier;

/// What the server counts, for `GET /metrics`. Names and meanings: docs/operations. No label names a
/// session, a principal or a tenant.
///
/// Thread-safe.
final class Metrics implements AutoCloseable {
    /// How Prometheus likes its text.
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final LoadMeters loads;
    private final EventBus.Subscription events;

    Metrics(SessionHost host, Supplier<ServerSettings> settings, LiveStreams streams) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        events = host.bus().subscribe(new EventMeters(registry)::on);
        loads = new LoadMeters(registry, host, streams);
        LimitMeters.bind(registry, host, settings);
    }

    /// Everything, as Prometheus reads it. May ask the journal.
    String scrape() {
        loads.refresh();
        return registry.scrape();
    }

    /// A request or a frame was refused, or failed.
    void refused(String code) {
        Counter.builder("signalbox.refused")
                .description("Requests and frames that were not done, by error code")
                .tag("code", code)
                .register(registry)
                .increment();
    }

    /// As [#refused(String)].
    void refused(ErrorCode code) {
        refused(code.name());
    }

    /// A request was answered.
    ///
    /// @param route the path with its parameters' names, never their values
    void answered(String method, String route, int status, Duration took) {
        Timer.builder("signalbox.http.requests")
                .description("REST requests, from the first handler to the answer")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    /// A WebSocket was closed by the server.
    ///
    /// @param cause such as `slow`
    void closed(String cause) {
        Counter.builder("signalbox.streams.closed")
                .description("Event streams that the server ended, by cause")
                .tag("cause", cause)
                .register(registry)
                .increment();
    }

    @Override
    public void close() {
        events.close();
        collections.close();
        registry.close();
    }
}
