package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.journal.Batch;
import dev.signalbox.journal.Claim;
import dev.signalbox.journal.FailingJournal;
import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.DeltaMode;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.state.Compaction;
import dev.signalbox.state.SessionState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

class JournalCompactorTest {
    private static final Instant END_OF_TIME = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir Path dir;

    @Test
    void theCompactedJournalAddsUpToTheSameForEveryReader() throws Exception {
        long firstSeed = System.nanoTime();
        System.out.println("JournalCompactorTest: seed " + firstSeed);
        for (int i = 0; i < 12; i++) {
            long seed = firstSeed + i;
            try (var journal =
                    i % 2 == 0
                            ? new InMemoryJournal()
                            : SqliteJournal.open(dir.resolve(seed + ".db"))) {
                compactAtRandomMoments(journal, new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void compactAtRandomMoments(Journal journal, Random random) throws Exception {
        var claim = claim(journal, "s");
        var talk = new RandomTalk("s", random);
        var written = new ArrayList<Envelope>();
        for (int round = 0; round < 6; round++) {
            var entries = talk.next(1 + random.nextInt(400));
            journal.append(claim, new Batch(entries.getFirst().seq(), entries, 0, null));
            for (var entry : entries) {
                written.add(EnvelopeJson.read(entry.json()));
            }
            int head = written.size();
            long until = random.nextInt(head + 1);
            compactor(journal).compactAll(RandomTalk.at(until));
            assertSame(journal, written, random);
        }
        compactor(journal).compactAll(END_OF_TIME);
        assertSame(journal, written, random);
        assertThat(RandomTalk.read(journal, "s", 0))
                .as("everything that may go has gone")
                .isEqualTo(Compaction.compact(written));
        assertThat(journal.uncompacted(0, 10)).isEmpty();
    }

    private static void assertSame(Journal journal, List<Envelope> written, Random random)
            throws Exception {
        var whole = SessionState.EMPTY.onAll(written);
        assertThat(SessionState.EMPTY.onAll(RandomTalk.read(journal, "s", 0))).isEqualTo(whole);
        for (int i = 0; i < 25; i++) { // Readers that have come so far.
            int after = random.nextInt(written.size() + 1);
            var state = SessionState.EMPTY.onAll(written.subList(0, after));
            assertThat(state.onAll(RandomTalk.read(journal, "s", after)))
                    .as("a reader that joins after " + after)
                    .isEqualTo(whole);
            var filter = new EventFilter(null, null, null, DeltaMode.FULL);
            readsWithoutAHole(journal, after, filter, written.size());
        }
    }

    /// By `prev`, as a client does.
    private static void readsWithoutAHole(
            Journal journal, long after, EventFilter filter, long head) throws Exception {
        var feed =
                new LocalEventFeed(
                        journal,
                        row -> new LocalEventFeed.Head(head, SessionState.EMPTY.runtime(false)));
        var opened = (EventFeed.OpenResult.Opened) feed.open("s", after, null, filter, () -> {});
        try (var cursor = opened.cursor()) {
            long at = after;
            for (var some = cursor.next(50, 100_000);
                    !some.isEmpty();
                    some = cursor.next(50, 100_000)) {
                for (var delivery : some) {
                    var event = EnvelopeJson.read(delivery.json());
                    assertThat(event.prev() == null ? event.seq() - 1 : event.prev()).isEqualTo(at);
                    at = event.seq();
                }
            }
            assertThat(at).isEqualTo(head);
        }
    }

    @Test
    void whatIsYoungIsKept() throws Exception {
        try (var journal = new InMemoryJournal()) {
            var claim = claim(journal, "s");
            var entries = new RandomTalk("s", new Random(7)).next(1_000);
            journal.append(claim, new Batch(1, entries, 0, null));
            compactor(journal).compactAll(RandomTalk.START);
            assertThat(RandomTalk.read(journal, "s", 0)).hasSize(1_000);
            compactor(journal).compactAll(RandomTalk.at(500));
            assertThat(RandomTalk.read(journal, "s", 0)).hasSizeBetween(500, 900);
            assertThat(RandomTalk.read(journal, "s", 500)).hasSize(500);
        }
    }

    @Test
    void aJournalThatFailsIsWaitedForAndThenItWorksAgain() throws Exception {
        try (var journal = new FailingJournal(new InMemoryJournal())) {
            var claim = claim(journal, "s");
            var entries = new RandomTalk("s", new Random(8)).next(3_000);
            journal.append(claim, new Batch(1, entries, 0, null));
            var compacted = Compaction.compact(RandomTalk.read(journal, "s", 0));
            var bus = new EventBus();
            var broken = new AtomicBoolean();
            Consumer<FailingJournal> breaks =
                    it -> {
                        if (broken.compareAndSet(false, true)) {
                            it.breakDown();
                        }
                    };
            try (var compactor =
                            new JournalCompactor(
                                    journal,
                                    bus,
                                    Duration.ofMillis(1),
                                    InstantSource.fixed(END_OF_TIME));
                    var _ = bus.subscribe(_ -> breaks.accept(journal))) {
                compactor.start();
                await().until(broken::get); // After one step of several.
                int left = RandomTalk.read(journal, "s", 0).size();
                assertThat(left).isLessThan(3_000).isGreaterThan(compacted.size());
                journal.repair();
                await().until(() -> journal.uncompacted(0, 1).isEmpty());
            }
            assertThat(RandomTalk.read(journal, "s", 0)).isEqualTo(compacted);
            journal.append(claim, new Batch(3_001, List.of(), 1, null));
        }
    }

    private static JournalCompactor compactor(Journal journal) {
        return new JournalCompactor(
                journal, new EventBus(), Duration.ofHours(1), InstantSource.system());
    }

    private static Claim claim(Journal journal, String id) throws Exception {
        journal.create(RandomTalk.session(id), List.of());
        return Objects.requireNonNull(journal.claim(id, "here"));
    }
}
