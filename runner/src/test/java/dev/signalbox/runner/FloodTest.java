package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// An agent that floods its session with log lines.
class FloodTest {
    private static final int LINES = 50_000;
    private static final int WORDS = 500;

    @TempDir Path dir;

    private static long leftOut(ServerSide server) {
        return server.events.stream()
                .flatMap(event -> event.path("data").path("leftOut").valueStream())
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    @Test
    void whatIsKeptAndWhatIsSaidToBeLeftOutAreWhatWasWrittenAndTheConversationIsWhole()
            throws Exception {
        var driver = new AtomicReference<LoopUnderTest.Driver>();
        try (var loop =
                new LoopUnderTest(
                        dir,
                        1 << 20,
                        port -> {
                            driver.set(new LoopUnderTest.Driver(port));
                            return driver.get();
                        })) {
            await().until(() -> driver.get() != null);
            var port = driver.get().port;
            for (int i = 0; i < LINES; i++) {
                int number = i;
                port.post(() -> {
                    port.emit(
                            new StreamEvent.Log(
                                    number % 1_000 == 0 ? LogLevel.ERROR : LogLevel.DEBUG,
                                    "line " + number,
                                    LogSource.AGENT));
                    if (number % (LINES / WORDS) == 0) {
                        port.emit(
                                new StreamEvent.BlockComplete(
                                        "main",
                                        new ConversationBlock.AssistantText("b" + number, "word")));
                    }
                });
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> loop.said().size() + leftOut(loop.server) == LINES);
            assertThat(loop.said().size()).isLessThan(LINES / 2);
            assertThat(loop.said()).contains("line 49000"); // An error: kept when debug is not.
            assertThat(loop.server.events)
                    .filteredOn(event -> event.path("type").asString("").equals("block_complete"))
                    .hasSize(WORDS);
            assertThat(loop.server.events)
                    .filteredOn(event -> event.path("data").has("leftOut"))
                    .allSatisfy(event -> {
                        assertThat(event.path("level").asString()).isEqualTo("warn");
                        assertThat(event.path("source").asString("runner")).isEqualTo("runner");
                        assertThat(event.path("data").path("source").asString()).isEqualTo("agent");
                        assertThat(event.path("message").asString()).startsWith("Left out ");
                    });
            loop.server.works("q-after");
        }
    }

    @Test
    void anAgentThatEndsInTheMiddleOfAFloodIsStillCountedExactly() throws Exception {
        var driver = new AtomicReference<LoopUnderTest.Driver>();
        var loop =
                new LoopUnderTest(
                        dir,
                        1 << 20,
                        port -> {
                            driver.set(new LoopUnderTest.Driver(port));
                            return driver.get();
                        });
        try (loop) {
            await().until(() -> driver.get() != null);
            var port = driver.get().port;
            var written = new AtomicInteger();
            for (int i = 0; i < 10_000; i++) {
                port.post(() -> driver.get().log("line " + written.incrementAndGet()));
            }
            await().until(() -> written.get() == 10_000);
        } // Told to end at once: what was counted is among its last words.
        assertThat(loop.said().size() + leftOut(loop.server)).isEqualTo(10_000);
    }
}
