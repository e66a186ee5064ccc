package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.journal.Batch;
import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalHistory.Checkpoint;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.state.SessionState;
import dev.signalbox.state.StateCheckpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

class HistoryFoldTest {
    @TempDir Path dir;

    @Test
    void aCheckpointABrokenOneAndNoneGiveTheSameSnapshotByteByByte() throws Exception {
        long firstSeed = System.nanoTime();
        System.out.println("HistoryFoldTest: seed " + firstSeed);
        for (int i = 0; i < 8; i++) {
            long seed = firstSeed + i;
            try (var journal =
                    i % 2 == 0
                            ? new InMemoryJournal()
                            : SqliteJournal.open(dir.resolve(seed + ".db"))) {
                assertSame(journal, new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void assertSame(Journal journal, Random random) throws Exception {
        journal.create(RandomTalk.session("s"), List.of());
        var claim = Objects.requireNonNull(journal.claim("s", "here"));
        var written = new ArrayList<Envelope>();
        var entries = new RandomTalk("s", random).next(300 + random.nextInt(1_500));
        journal.append(claim, new Batch(1, entries, 0, null));
        for (var entry : entries) {
            written.add(EnvelopeJson.read(entry.json()));
        }
        assertSame(journal, written, "without a checkpoint");
        int at = random.nextInt(written.size());
        var state = SessionState.EMPTY.onAll(written.subList(0, at));
        byte[] good = deflated(StateCheckpoint.write(state));
        byte[] half = java.util.Arrays.copyOf(good, good.length / 2);
        // The same place and another format goes over what is there.
        keep(journal, at, StateCheckpoint.FORMAT, good, written, "with one of " + at);
        keep(journal, at, 99, good, written, "with one of another format");
        keep(journal, at, StateCheckpoint.FORMAT, half, written, "with half a one");
        keep(journal, at, 98, new byte[0], written, "with an empty one");
        keep(journal, at, StateCheckpoint.FORMAT, deflated(bytes("{}")), written, "with {}");
        keep(journal, at, 97, good, written, "with one of another format again");
        byte[] lies = deflated(StateCheckpoint.write(state.reached(at + 1L)));
        keep(journal, at, StateCheckpoint.FORMAT, lies, written, "with one of another place");
        new JournalCompactor(journal, new EventBus(), Duration.ofHours(1), InstantSource.system())
                .compactAll(RandomTalk.at(random.nextInt(written.size())));
        assertSame(journal, written, "compacted, with one that lies");
        keep(journal, at, 96, good, written, "compacted, without one");
        keep(journal, at, StateCheckpoint.FORMAT, good, written, "compacted, with one");
    }

    private static void keep(
            Journal journal, long seq, int format, byte[] data, List<Envelope> written, String how)
            throws Exception {
        journal.keep("s", new Checkpoint(seq, format, data));
        assertSame(journal, written, how);
    }

    private static void assertSame(Journal journal, List<Envelope> written, String how)
            throws Exception {
        try (var checkpoints = new Checkpoints(journal)) {
            var whole = SessionState.EMPTY.onAll(written);
            var state = HistoryFold.fold(journal, checkpoints, "s", written.size());
            assertThat(state).as(how).isEqualTo(whole);
            assertThat(ProtocolJson.write(state.snapshot("s", 1, false)))
                    .as(how)
                    .isEqualTo(ProtocolJson.write(whole.snapshot("s", 1, false)));
        }
    }

    @Test
    void aLongSessionIsKeptAndThenReadFromThere() throws Exception {
        try (var journal = new InMemoryJournal();
                var checkpoints = new Checkpoints(journal)) {
            checkpoints.start();
            journal.create(RandomTalk.session("s"), List.of());
            var claim = Objects.requireNonNull(journal.claim("s", "here"));
            var talk = new RandomTalk("s", new Random(5));
            journal.append(claim, new Batch(1, talk.next((int) Checkpoints.EVERY), 0, null));
            var state = HistoryFold.fold(journal, checkpoints, "s", Checkpoints.EVERY);
            await().until(() -> journal.checkpoint("s") != null);
            assertThat(checkpoints.newest("s", Checkpoints.EVERY)).isEqualTo(state);
            assertThat(checkpoints.newest("s", Checkpoints.EVERY - 1))
                    .as("not beyond what was asked for")
                    .isEqualTo(SessionState.EMPTY);
        }
    }

    @Test
    void aSessionWithABrokenCheckpointIsShownAndWorks() throws Exception {
        try (var fixture = new HostFixture(dir)) {
            String id = fixture.create();
            fixture.send(id, "one");
            await().until(() -> fixture.host.snapshot(id).conversations().containsKey("main"));
            var before = fixture.host.snapshot(id).conversations();
            long head = fixture.host.session(id).headSeq();
            fixture.journal.keep(id, new Checkpoint(head, StateCheckpoint.FORMAT, bytes("no")));
            fixture.restartServer();
            assertThat(fixture.host.snapshot(id).conversations()).isEqualTo(before);
            assertThat(fixture.send(id, "two").queryId()).isNotNull(); // And it works again.
            await().until(() -> fixture.host.session(id).headSeq() > head);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] deflated(byte[] plain) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var deflating = new DeflaterOutputStream(out)) {
            deflating.write(plain);
        }
        return out.toByteArray();
    }
}
