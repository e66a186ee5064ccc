package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.Processes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What drivers ask of their runner: from threads of their own, and a new agent.
@Timeout(60)
class AgentPortIT {
    private static final long ROOMY = 256 * 1024;

    @TempDir Path dir;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aDriversOwnThreadIsHeardOnTheLoopInItsOrder() throws Exception {
        List<Thread> heardOn = new CopyOnWriteArrayList<>();
        class Reader extends LoopUnderTest.Driver {
            Reader(AgentPort port) {
                super(port);
            }

            @Override
            public void line(byte[] line) {
                heardOn.add(Thread.currentThread());
                super.line(line);
            }

            @Override
            public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> more) {
                var _ =
                        Thread.ofVirtual()
                                .start(() -> {
                                    port.deliver(bytes("first"));
                                    port.post(() -> {
                                        heardOn.add(Thread.currentThread());
                                        log("second");
                                    });
                                    port.deliver(bytes("third"));
                                    port.post(() -> end(id));
                                });
            }
        }
        try (var loop = new LoopUnderTest(dir, ROOMY, Reader::new)) {
            loop.server.works("q1");

            assertThat(loop.said()).containsExactly("first", "second", "third");
            assertThat(heardOn).hasSize(3).containsOnly(loop.thread);
            loop.server.works("q2");
        }
    }

    @Test
    void aTaskThatThrowsFailsTheQueryAndTheNextOneWorks() throws Exception {
        var count = new AtomicInteger();
        class Thrower extends LoopUnderTest.Driver {
            Thrower(AgentPort port) {
                super(port);
            }

            @Override
            public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> more) {
                if (count.getAndIncrement() > 0) {
                    end(id);
                    return;
                }
                var _ =
                        Thread.ofVirtual()
                                .start(() ->
                                        port.post(() -> {
                                            throw new IllegalStateException("unforeseen");
                                        }));
            }
        }
        try (var loop = new LoopUnderTest(dir, ROOMY, Thrower::new)) {
            loop.server.startQuery("q1");

            var ended = loop.server.ended("q1");
            assertThat(ended.at("/cause/code").asString()).isEqualTo("AGENT_FAILED");
            assertThat(ended.at("/cause/message").asString()).contains("unforeseen");
            loop.server.works("q2");
        }
    }

    @Test
    void whatComesAfterTheEndOfALifeIsNotHeard() throws Exception {
        List<AgentPort> lives = new CopyOnWriteArrayList<>();
        class Mortal extends LoopUnderTest.Driver {
            Mortal(AgentPort port) {
                super(port);
                lives.add(port);
            }

            @Override
            public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> more) {
                if (lives.size() == 1) {
                    port.fail(ErrorCode.AGENT_FAILED, "of no use");
                } else {
                    end(id);
                }
            }
        }
        try (var loop = new LoopUnderTest(dir, ROOMY, Mortal::new)) {
            long begin = System.nanoTime();
            loop.server.startQuery("q1");
            loop.server.ended("q1");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("at once, not with the next thing that happens")
                    .isLessThan(Duration.ofSeconds(5));
            loop.server.works("q2");
            var over = lives.getFirst();
            var ran = new AtomicInteger();

            over.post(ran::incrementAndGet);
            over.deliver(bytes("too late"));
            over.restart("too late");
            over.emit(new StreamEvent.QueryEnded("q3", QueryOutcome.COMPLETED, null, null));
            lives.getLast().deliver(bytes("in time"));

            loop.server.event("log", e -> e.path("message").asString().equals("in time"));
            assertThat(loop.said()).containsExactly("in time");
            assertThat(ran).hasValue(0);
            loop.server.works("q3");
            assertThat(lives).hasSize(2);
        }
        lives.getLast().post(() -> {}); // nor after the end of the runner: nobody waits for ever
        lives.getLast().deliver(bytes("nobody is there"));
    }

    @Test
    void aThreadWaitsWhileTheLoopHasNoRoom() throws Exception {
        int lines = 200;
        var isBusy = new CountDownLatch(1);
        var isFree = new CountDownLatch(1);
        var delivered = new AtomicInteger();
        List<Thread> readers = new CopyOnWriteArrayList<>();
        class Flood extends LoopUnderTest.Driver {
            Flood(AgentPort port) {
                super(port);
            }

            @Override
            public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> more) {
                readers.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    waitFor(isBusy);
                                    for (int i = 0; i < lines; i++) {
                                        port.deliver(bytes("line " + i));
                                        delivered.incrementAndGet();
                                    }
                                    port.post(() -> end(id));
                                }));
                port.post(() -> {
                    isBusy.countDown();
                    waitFor(isFree);
                });
            }
        }
        try (var loop = new LoopUnderTest(dir, 1_000, Flood::new)) {
            loop.server.startQuery("q1");
            await().until(() ->
                    !readers.isEmpty()
                            && readers.getFirst().getState() == Thread.State.WAITING
                            && delivered.get() > 0);
            int before = delivered.get();
            assertThat(before).as("lines of some 70 bytes in 1000 bytes").isLessThan(20);
            isFree.countDown();

            assertThat(loop.server.ended("q1").path("outcome").asString()).isEqualTo("completed");
            assertThat(loop.said())
                    .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
        }
    }

    /// One whose agent is a process that has to be restarted after every query.
    private static class Restarting extends LoopUnderTest.Driver {
        Restarting(AgentPort port) {
            super(port);
        }

        @Override
        public AgentLaunch launch() {
            return new AgentLaunch(List.of("sh", "-c", "echo $$; exec sleep 600"), Map.of(), null);
        }

        @Override
        public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> more) {
            port.emit(
                    new StreamEvent.BlockStart(StreamEvent.MAIN, new AssistantText("b-" + id, "")));
            if (!prompt.text().contains("hello")) {
                return;
            }
            end(id);
            port.restart("it left something running");
            port.restart("and once more");
            port.ready(); // which it is not any more
        }
    }

    @Test
    void aRestartIsNoFailureHoweverOftenItIsWanted() throws Exception {
        List<Long> pids = new ArrayList<>();
        try (var loop = new LoopUnderTest(dir, ROOMY, Restarting::new)) {
            for (int i = 1; i <= 8; i++) {
                int lives = i;
                await().until(() -> loop.said().size() >= lives);
                pids.add(Long.valueOf(loop.said().getLast()));
                loop.server.works("q" + i);
            }
            loop.server.status("ready", 9);

            assertThat(pids).doesNotHaveDuplicates();
            for (long pid : pids) {
                Processes.awaitDead(pid, Duration.ofSeconds(5));
            }
            assertThat(loop.server.types()).doesNotContain("error");
            assertThat(loop.server.find("status", e -> e.path("status").asString().equals("error")))
                    .isNull();
            assertThat(loop.server.find("log", e -> e.path("message").asString().contains("anew")))
                    .hasToString(
                            loop.server
                                    .find(
                                            "log",
                                            e ->
                                                    e.path("message")
                                                            .asString()
                                                            .endsWith("left something running"))
                                    .toString());
        }
    }

    @Test
    void aQueryThatIsOpenAtARestartIsInterrupted() throws Exception {
        try (var loop =
                new LoopUnderTest(
                        dir,
                        ROOMY,
                        port ->
                                new Restarting(port) {
                                    @Override
                                    public void interrupt(String queryId) {
                                        port.restart("it cannot be stopped in another way");
                                    }
                                })) {
            loop.server.send("start_query", "queryId", "q1", "prompt", "something long");
            loop.server.event("block_start", e -> true);
            loop.server.send("interrupt", "queryId", "q1");

            var ended = loop.server.ended("q1");
            assertThat(ended.path("outcome").asString()).isEqualTo("interrupted");
            assertThat(ended.has("cause")).isFalse();
            assertThat(
                            loop.server
                                    .find("block_complete", e -> true)
                                    .at("/block/incomplete")
                                    .asString())
                    .isEqualTo("interrupted");
            loop.server.works("q2");
            assertThat(loop.server.types()).doesNotContain("error");
        }
    }
}
