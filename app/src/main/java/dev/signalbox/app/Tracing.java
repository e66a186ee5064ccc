package dev.signalbox.app;

import dev.signalbox.server.tracing.QueryTracer;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Where spans go: to a collector, by OTLP. Off unless somebody says where one is.
///
/// What is not said in `tracing.endpoint` is said by OpenTelemetry's own environment variables,
/// such as `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER` or `OTEL_SERVICE_NAME`; they go
/// before it.
final class Tracing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tracing.class.getName());

    private static final List<String> SAYING_WHERE =
            List.of(
                    "OTEL_TRACES_EXPORTER",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private static final long CLOSE_SECONDS = 2;

    private final OpenTelemetrySdk sdk;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /// Null when nobody says where spans should go.
    ///
    /// @param endpoint of a collector, such as `http://127.0.0.1:4318`; empty = nobody said
    static @Nullable Tracing open(String endpoint, Map<String, String> environment) {
        boolean isSaid =
                SAYING_WHERE.stream().anyMatch(it -> !environment.getOrDefault(it, "").isBlank());
        if (endpoint.isBlank() && !isSaid) {
            return null;
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install(); // Its complaints belong into the server's log.
        var sdk =
                AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(() -> usual(endpoint))
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk();
        LOG.log(Level.INFO, "spans of queries are exported");
        return new Tracing(sdk);
    }

    /// What holds unless a variable says otherwise.
    private static Map<String, String> usual(String endpoint) {
        Map<String, String> usual = new HashMap<>();
        usual.put("otel.service.name", "signalbox");
        usual.put("otel.metrics.exporter", "none");
        usual.put("otel.logs.exporter", "none");
        usual.put("otel.exporter.otlp.protocol", "http/protobuf");
        if (!endpoint.isBlank()) {
            usual.put("otel.exporter.otlp.endpoint", endpoint);
        }
        return usual;
    }

    QueryTracer queries() {
        return new QueryTracer(sdk.getTracer("dev.signalbox"));
    }

    /// Sends what waits. Takes two seconds at most.
    @Override
    public void close() {
        var end = sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!end.isSuccess()) {
            LOG.log(Level.WARNING, "the last spans were not exported");
        }
    }
}
