package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.agent.AgentPort;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.FaultyDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A runner and its files on a disk that is really full.
class FullDiskFaultTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path folder;

    private int pings;

    private static String line(int i) {
        return "line " + i + " " + "x".repeat(32 * 1024);
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(FullDiskFaultTest::line).toList();
    }

    @Test
    void aRunnerOnAFullDiskKeepsWhatIsSaidMakesTheAgentWaitTellsServersSoAndGoesOn()
            throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 48)) {
            var driver = new AtomicReference<LoopUnderTest.Driver>();
            try (var loop =
                    new LoopUnderTest(
                            disk.path().resolve("s"),
                            256 * 1024,
                            port -> {
                                driver.set(new LoopUnderTest.Driver(port));
                                return driver.get();
                            })) {
                await().atMost(LONG).until(() -> driver.get() != null);
                say(driver.get(), 0, 10).join();
                await().atMost(LONG).until(() -> loop.said().equals(lines(10)));

                disk.fill();
                var agent = say(driver.get(), 10, 600);
                await().atMost(LONG).until(() -> trouble(loop).contains("No space left"));
                await().atMost(LONG).until(() -> trouble(loop).contains("the agent waits"));
                int shown = loop.said().size();
                assertThat(loop.said()).isEqualTo(lines(shown));
                assertThat(agent.isAlive()).as("the agent waits").isTrue();

                disk.free();
                await().atMost(LONG).until(() -> loop.said().size() == 600);
                assertThat(loop.said()).isEqualTo(lines(600));
                assertThat(loop.server.offsets)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, loop.server.offsets.size())
                                        .boxed()
                                        .toList());
                await().atMost(LONG).until(() -> trouble(loop).isEmpty());
                assertThat(messages(loop))
                        .filteredOn(message -> message.startsWith("the spool can"))
                        .hasSize(2)
                        .last()
                        .isEqualTo("the spool can be written again");
            }
        }
    }

    /// A driver that leaves the end of a query to the test.
    private static final class Slow extends LoopUnderTest.Driver {
        /// Queries that it was given.
        final Set<String> given = ConcurrentHashMap.newKeySet();

        Slow(AgentPort port) {
            super(port);
        }

        @Override
        public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> options) {
            given.add(id);
        }
    }

    @Test
    void anAgentThatIsNotReadForWantOfRoomIsNotSilent() throws Exception {
        var silenceMax = Duration.ofSeconds(4);
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 48)) {
            var driver = new AtomicReference<Slow>();
            try (var loop =
                    new LoopUnderTest(
                            disk.path().resolve("s"),
                            256 * 1024,
                            silenceMax,
                            port -> {
                                driver.set(new Slow(port));
                                return driver.get();
                            })) {
                await().atMost(LONG).until(() -> driver.get() != null);
                disk.fill();
                loop.server.startQuery("q1");
                var agent = say(driver.get(), 0, 500);
                await().atMost(LONG).until(() -> trouble(loop).contains("the agent waits"));
                await().atMost(LONG)
                        .during(silenceMax.plusSeconds(1))
                        .until(() -> trouble(loop).contains("the agent waits"));
                disk.free();
                agent.join();
                driver.get().port.post(() -> driver.get().end("q1"));
                assertThat(loop.server.ended("q1").path("outcome").asString())
                        .isEqualTo("completed");
                assertThat(loop.said()).isEqualTo(lines(500));
                loop.server.startQuery("q2"); // And it works again.
                await().atMost(LONG).until(() -> driver.get().given.contains("q2"));
                driver.get().port.post(() -> driver.get().end("q2"));
                assertThat(loop.server.ended("q2").path("outcome").asString())
                        .isEqualTo("completed");
            }
        }
    }

    @Test
    void aRunnerThatIsToldToEndOnAFullDiskEnds() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 48)) {
            var driver = new AtomicReference<Slow>();
            var loop =
                    new LoopUnderTest(
                            disk.path().resolve("s"),
                            256 * 1024,
                            port -> {
                                driver.set(new Slow(port));
                                return driver.get();
                            });
            await().atMost(LONG).until(() -> driver.get() != null);
            disk.fill();
            var agent = say(driver.get(), 0, 500);
            await().atMost(LONG).until(() -> trouble(loop).contains("the agent waits"));
            loop.server.send("shutdown", "graceMs", 500);
            assertThat(loop.thread.join(LONG)).as("the loop ends").isTrue();
            loop.close();
            agent.join();
            disk.free();
            try (var next = Spool.open(disk.path().resolve("s/run/spool"))) { // And it works again.
                next.append(Instant.now(), "{}".getBytes(StandardCharsets.UTF_8));
                assertThat(next.flush()).isTrue();
            }
        }
    }

    /// Says lines as an agent does that waits when nobody reads.
    private static Thread say(LoopUnderTest.Driver driver, int from, int to) {
        return Thread.ofVirtual()
                .start(() -> {
                    for (int i = from; i < to; i++) {
                        driver.port.deliver(line(i).getBytes(StandardCharsets.UTF_8));
                    }
                });
    }

    private String trouble(LoopUnderTest loop) throws Exception {
        String id = "p" + ++pings;
        loop.server.send("ping", "id", id);
        return await().atMost(LONG)
                .until(
                        () ->
                                loop.server.replies.stream()
                                        .filter(one -> id.equals(one.path("id").asString("")))
                                        .findFirst(),
                        Optional::isPresent)
                .get()
                .path("spoolTrouble")
                .asString("");
    }

    private static List<String> messages(LoopUnderTest loop) {
        return loop.server.events.stream()
                .map(event -> event.path("message").asString(""))
                .toList();
    }

    @Test
    void aQueryThatBeganOnAFullDiskIsKnownToTheNextRunner() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 1)) {
            var file = disk.path().resolve("queries");
            try (var book = QueryBook.open(file)) {
                int last = 0;
                while (Files.size(file) < 4090) { // Up to the end of the first page.
                    assertThat(book.begin("q" + last++)).isTrue();
                }
                disk.fill();
                assertThat(book.begin("torn-by-the-full-disk")).isTrue();
                assertThat(book.begin("second")).isTrue();
                book.end("second");
                disk.free();
                book.spooled();
            }
            try (var next = QueryBook.open(file)) {
                assertThat(next.begin("torn-by-the-full-disk")).isFalse();
                assertThat(next.begin("second")).isFalse();
                assertThat(next.left()).contains("torn-by-the-full-disk").doesNotContain("second");
                assertThat(next.begin("third")).isTrue();
            }
        }
    }

    @Test
    void whatIsToBeRememberedIsWrittenWhenThereIsRoom() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 1)) {
            var file = disk.path().resolve("remembered.json");
            var facts = RememberedFacts.open(file);
            disk.fill();
            facts.put("session", "the agent's own id");
            assertThat(RememberedFacts.open(file).all()).isEmpty();
            disk.free();
            facts.write();
            assertThat(RememberedFacts.open(file).all())
                    .containsEntry("session", "the agent's own id");
        }
    }

    @Test
    void aTranscriptAndTheAgentsOwnLinesGoOnWhenThereIsRoom() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 1)) {
            var file = disk.path().resolve("transcript.jsonl");
            var transcript = Transcript.open(file);
            var log = new NativeLog(disk.path().resolve("native.jsonl"));
            try (log) {
                disk.fill();
                transcript.said(answer("lost on disk, and not in memory"));
                addTo(log, "lost");
                disk.free();
                transcript.said(answer("after"));
                log.flush();
                addTo(log, "kept");
            }
            assertThat(Transcript.open(file).text())
                    .contains("lost on disk, and not in memory", "after");
            assertThat(disk.path().resolve("native.jsonl")).content().endsWith("kept\n");
        }
    }

    private static void addTo(NativeLog log, String line) {
        log.add(line.getBytes(StandardCharsets.UTF_8));
        log.flush();
    }

    private static StreamEvent answer(String text) {
        return new StreamEvent.BlockComplete(
                StreamEvent.MAIN, new ConversationBlock.AssistantText("b", text));
    }
}
