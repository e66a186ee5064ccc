package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;

import dev.signalbox.client.SubscribeOptions.Transport;
import dev.signalbox.journal.JournalException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One session with a thousand subscribers, of whom two thirds do what no reader should. What that
/// costs the others in time is measured by `signalbox bench subscribers`.
class ManyReadersFaultTest {
    private static final int READERS = 1_000;
    private static final int STUCK = Integer.getInteger("signalbox.test.stuckReaders", 640);
    private static final int FORGOTTEN = 50;
    private static final int EVENTS = 40;

    private static final int EVENT_EVERY_MS = 20;

    /// 2 MB, which is more than a socket and the buffers behind it take of what nobody reads.
    private static final int HISTORY_BLOCKS = 20;

    private static final int HISTORY_BLOCK_CHARS = 50_000;

    /// Events that flow past those who do not read, and what memory may grow by meanwhile. One copy
    /// of each for each stuck reader would be 400 MB.
    private static final int FLOOD_EVENTS = 600;

    private static final int FLOOD_CHARS = 1_000;
    private static final long GROWTH_MAX = 60 * 1024 * 1024;
    private static final int FILES = 4_000;

    @TempDir Path dir;

    private LiveServer server;
    private String session;
    private final List<SwiftReader> good = new ArrayList<>();
    private int blocks;

    @Test
    void ofAThousandReadersEachGoodOneGetsEveryEventOnceWhateverTwoThirdsDo()
            throws JournalException, InterruptedException {
        long seed = Long.getLong("signalbox.test.seed", System.nanoTime());
        System.out.println("many readers: -Dsignalbox.test.seed=" + seed);
        var os = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assertThat(os.getMaxFileDescriptorCount())
                .as("open files allowed (ulimit -n); this test needs %d", FILES)
                .isGreaterThan(FILES);
        try (var running = new LiveServer(dir, patient(), it -> it);
                var near = LiveServer.client(running.port)) {
            server = running;
            session = server.create();
            String query = server.ask(session, "tell me a long story");
            speakHistory();
            var uncut = Fold.of(near, session, Transport.WEBSOCKET);
            join(READERS - STUCK - FORGOTTEN);
            try (var bad = new BadReaders(server.port, session, head(), new Random(seed))) {
                bad.join(STUCK, FORGOTTEN);
                sayPaced();
                assertMemoryStaysFlat();
                assertThat(bad.bytesSipped()).isPositive();
                assertSame(uncut, bad.calm());
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.server.streamCount() == good.size() + 1);
            // And it works again.
            server.puppet(session).say(LiveServer.ended(query));
            await().until(() -> server.host.snapshot(session).runtime().activeQuery() == null);
            String next = server.ask(session, "once more");
            server.puppet(session).say(LiveServer.ended(next));
            awaitGood();
        } finally {
            good.forEach(SwiftReader::close);
        }
    }

    /// Who does not read stays: what is measured is what that costs others.
    private static ServerSettings patient() {
        var usual = TestServer.settings();
        return new ServerSettings(
                usual.host(),
                usual.port(),
                usual.maxBodyBytes(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                usual.authTimeout(),
                usual.corsOrigins(),
                Set.of("127.0.0.1"),
                usual.limits(),
                false);
    }

    private long head() {
        return server.host.session(session).headSeq();
    }

    private void speakHistory() throws InterruptedException {
        for (int i = 0; i < HISTORY_BLOCKS; i++) {
            speak("x".repeat(HISTORY_BLOCK_CHARS));
        }
    }

    /// One block: three events.
    private void speak(String text) throws InterruptedException {
        String id = "b" + ++blocks;
        var puppet = server.puppet(session);
        puppet.say(LiveServer.start(id));
        puppet.say(LiveServer.delta(id, text));
        puppet.say(LiveServer.complete(id, text));
    }

    private void join(int readers) {
        await().until(() -> head() > 3L * HISTORY_BLOCKS);
        long head = head();
        for (int i = 0; i < readers; i++) {
            good.add(
                    i % 2 == 0
                            ? SwiftReader.webSocket(server.port, session, head)
                            : SwiftReader.stream(server.port, session, head));
        }
        await().until(() -> server.server.streamCount() == readers + 1);
    }

    /// What is said while the bad ones are at it is with all others in no time, on any machine.
    private void sayPaced() throws InterruptedException {
        var pace = new CountDownLatch(1);
        for (int event = 0; event < EVENTS; event++) {
            speak("@" + event);
            var _ = pace.await(EVENT_EVERY_MS, TimeUnit.MILLISECONDS);
        }
        awaitGood();
    }

    private void assertMemoryStaysFlat() throws InterruptedException {
        awaitGood();
        long before = usedMemory();
        for (int i = 0; i < FLOOD_EVENTS / 3; i++) {
            speak("y".repeat(FLOOD_CHARS));
        }
        awaitGood();
        assertThat(usedMemory() - before).isLessThan(GROWTH_MAX);
    }

    private static long usedMemory() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// All that was said is with every good reader, once and in order.
    private void awaitGood() {
        long said = 3L * HISTORY_BLOCKS;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> head() > said && good.stream().allMatch(it -> it.seq() >= head()));
        assertThat(good).allMatch(SwiftReader::isInOrder);
    }

    private void assertSame(Fold uncut, List<Fold> cut) {
        long head = head();
        for (var fold : cut) {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> fold.state().seq() >= head || !fold.failures.isEmpty());
            assertThat(fold.failures).isEmpty();
            assertThat(fold.isInOrder()).isTrue();
            assertThat(fold.breaks.get()).isPositive();
            assertThat(fold.state().snapshot(session, 1, true))
                    .isEqualTo(uncut.state().snapshot(session, 1, true));
        }
    }
}
