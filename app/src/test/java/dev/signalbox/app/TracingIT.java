package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Spans of the built distribution, as a collector gets them.
class TracingIT {
    @TempDir Path folder;

    private final List<String> exported = new CopyOnWriteArrayList<>();
    private Distribution signalbox;
    private HttpServer collector;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        signalbox = new Distribution(folder);
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exported.add(new String(body, StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void end() {
        signalbox.close();
        collector.stop(0);
    }

    @Test
    void aCollectorGetsASpanOfEachQueryAndNothingThatWasSaid() throws Exception {
        signalbox.with(
                "SIGNALBOX_TRACING_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort());
        signalbox.with("OTEL_EXPORTER_OTLP_COMPRESSION", "none");
        signalbox.with("OTEL_BSP_SCHEDULE_DELAY", "200");
        var _ = signalbox.serve();
        signalbox.run("run", "--agent", "demo", "xyzzy-plugh").succeeded();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> exported.stream().anyMatch(it -> it.contains("invoke_agent demo")));
        assertThat(exported).anyMatch(it -> it.contains("gen_ai.conversation.id"));
        assertThat(exported).noneMatch(it -> it.contains("xyzzy-plugh"));
    }
}
