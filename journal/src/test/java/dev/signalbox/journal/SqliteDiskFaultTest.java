package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.journal.JournalException.Reason;
import dev.signalbox.testkit.FaultyDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/// Disks that really fail, below SQLite.
final class SqliteDiskFaultTest {
    private final Samples samples = new Samples();
    @TempDir Path folder;

    private Claim newClaim(Journal journal) throws JournalException {
        var row = journal.create(samples.session(), List.of());
        return Objects.requireNonNull(journal.claim(row.id(), "here"));
    }

    /// Appends until the disk takes no more.
    ///
    /// @return the first seq that was refused
    private long appendUntilItFails(Journal journal, Claim claim, long first, Reason... why) {
        long next = first;
        while (true) {
            var batch = samples.batch(next, 100);
            var failure =
                    catchThrowableOfType(
                            JournalException.class, () -> journal.append(claim, batch));
            if (failure != null) {
                assertThat(failure.reason()).as("%s", failure).isIn((Object[]) why);
                return next;
            }
            next += 100;
        }
    }

    private static void assertFails(Journal journal, Reason... why) {
        for (int i = 0; i < 3; i++) {
            var failure = catchThrowableOfType(JournalException.class, journal::probe);
            assertThat(failure).isNotNull();
            assertThat(failure.reason()).as("%s", failure).isIn((Object[]) why);
        }
    }

    private static void assertHolds(Journal journal, Claim claim, long last) throws Exception {
        assertThat(journal.read(claim.sessionId(), ReadRequest.after(0, 1_000_000, 1L << 30)))
                .extracting(StoredEvent::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    }

    private void assertWorksAgain(Journal journal, Claim claim, long next) throws Exception {
        journal.probe();
        var batch = samples.batch(next, 100);
        assertThat(journal.append(claim, batch)).isEqualTo(new AppendResult.Committed(next + 99));
        assertHolds(journal, claim, next + 99);
    }

    private static void cut(SqliteJournal journal) throws JournalException {
        journal.writer()
                .find(
                        "cut the connection",
                        0,
                        statements -> {
                            statements.connection().close();
                            return null;
                        });
    }

    @Test
    void aFullDiskLosesNothingAndItWorksAgainWhenThereIsRoom() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 8)) {
            var file = disk.path().resolve("signalbox.db");
            try (var journal = SqliteJournal.open(file)) {
                var claim = newClaim(journal);
                long next = 1;
                for (int round = 0; round < 3; round++) {
                    disk.fill();
                    next = appendUntilItFails(journal, claim, next, Reason.NO_ROOM);
                    assertFails(journal, Reason.NO_ROOM);
                    assertHolds(journal, claim, next - 1);
                    disk.free();
                    assertWorksAgain(journal, claim, next);
                    next += 100;
                }
            }
            try (var journal = SqliteJournal.open(file)) {
                journal.probe();
            }
        }
    }

    @Test
    void aSyncThatFailsIsNoCommitAndItWorksAgainAfterTheDatabaseWasVerified() throws Exception {
        try (var disk = FaultyDisk.ofBlocks(folder.resolve("disk"), folder.resolve("below"))) {
            var file = disk.path().resolve("signalbox.db");
            try (var journal = SqliteJournal.open(file)) {
                var claim = newClaim(journal);
                long next = 1;
                for (int round = 0; round < 3; round++) {
                    disk.breakDown();
                    next = appendUntilItFails(journal, claim, next, Reason.IO);
                    assertHolds(journal, claim, next - 1); // Not what was written without a sync.
                    disk.repair();
                    assertWorksAgain(journal, claim, next);
                    next += 100;
                }
            }
            try (var journal = SqliteJournal.open(file)) {
                journal.probe();
            }
        }
    }

    @Test
    void aDiskThatIsReadOnlyAfterAnErrorKeepsReadersAndItWorksAgain() throws Exception {
        try (var disk = FaultyDisk.ofBlocks(folder.resolve("disk"), folder.resolve("below"))) {
            try (var journal = SqliteJournal.open(disk.path().resolve("signalbox.db"))) {
                var claim = newClaim(journal);
                journal.append(claim, samples.batch(1, 100));
                disk.makeReadOnly();
                long next = appendUntilItFails(journal, claim, 101, Reason.READ_ONLY, Reason.IO);
                assertHolds(journal, claim, next - 1);
                assertFails(journal, Reason.READ_ONLY);
                disk.mountAnew(); // No file is held open for whom nobody waits.
                assertWorksAgain(journal, claim, next);
            }
        }
    }

    @Test
    void aDiskThatIsTakenAwayGetsNoNewDatabaseAndItWorksAgainWhenItIsBack() throws Exception {
        var file = folder.resolve("disk/signalbox.db");
        var journal = SqliteJournal.open(file);
        try (journal) {
            var claim = newClaim(journal);
            journal.append(claim, samples.batch(1, 100));
            try (var _ = FaultyDisk.inMemory(folder.resolve("disk"), 8)) { // It hides the file.
                var _ = catchThrowableOfType(JournalException.class, () -> cut(journal));
                assertFails(journal, Reason.UNREACHABLE);
                assertThat(file).doesNotExist();
            }
            assertWorksAgain(journal, claim, 101);
        }
    }
}
