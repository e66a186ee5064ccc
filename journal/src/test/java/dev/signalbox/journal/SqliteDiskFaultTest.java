package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.journal.JournalException.Reason;
import dev.signalbox.testkit.FaultyDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.util.List;
import java.util.Objects;
import java.util.Random;
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

    @Test
    void aTornEndOfTheLogCostsNoCommittedRow() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var file = folder.resolve("signalbox.db");
        for (int round = 0; round < 8; round++) {
            Claim claim;
            long wholeBytes;
            var copy = folder.resolve("torn-" + round + ".db");
            try (var journal = SqliteJournal.open(file)) {
                claim = newClaim(journal);
                journal.append(claim, samples.batch(1, 50));
                wholeBytes = Files.size(beside(file, "-wal"));
                journal.append(claim, samples.batch(51, 50));
                // What a machine leaves that loses power: its files as they are at that moment.
                Files.copy(file, copy);
                Files.copy(beside(file, "-wal"), beside(copy, "-wal"));
            }
            tear(beside(copy, "-wal"), wholeBytes, random);
            try (var journal = SqliteJournal.open(copy)) {
                assertThat(Objects.requireNonNull(journal.session(claim.sessionId())).headSeq())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(50);
                assertHolds(journal, claim, 50);
                var next = Objects.requireNonNull(journal.claim(claim.sessionId(), "here"));
                assertWorksAgain(journal, next, 51);
            }
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /// Cuts off the file after some byte, or makes what follows it nonsense.
    private static void tear(Path file, long whole, Random random) throws IOException {
        long length = Files.size(file);
        long at = whole + random.nextLong(length - whole);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (random.nextBoolean()) {
                channel.truncate(at);
            } else {
                var nonsense = new byte[(int) (length - at)];
                random.nextBytes(nonsense);
                channel.write(ByteBuffer.wrap(nonsense), at);
            }
        }
    }

    @Test
    void aDamagedPageIsNamedWithWhatToDoAndTheRestWorks() throws Exception {
        var file = folder.resolve("signalbox.db");
        var whole = folder.resolve("whole.db");
        Claim claim;
        try (var journal = SqliteJournal.open(file)) {
            claim = newClaim(journal);
            journal.append(claim, samples.batch(1, 5_000));
        }
        Files.copy(file, whole);
        damage(file, 0.5, 0.6);
        try (var journal = SqliteJournal.open(file)) { // It is not seen before it is read.
            var failure =
                    catchThrowableOfType(
                            JournalException.class, () -> assertHolds(journal, claim, 5_000));
            assertThat(failure.reason()).isEqualTo(Reason.DAMAGED);
            journal.probe();
        }
        damage(file, 0, 0.6);
        var refusal = catchThrowableOfType(JournalException.class, () -> SqliteJournal.open(file));
        assertThat(refusal)
                .hasMessageContaining("could not open " + file)
                .hasMessageContaining("restore a backup or save what can be read");
        Files.copy(whole, file, StandardCopyOption.REPLACE_EXISTING);
        try (var journal = SqliteJournal.open(file)) {
            var next = Objects.requireNonNull(journal.claim(claim.sessionId(), "here"));
            assertWorksAgain(journal, next, 5_001);
        }
    }

    private static void damage(Path file, double from, double to) throws IOException {
        long length = Files.size(file);
        long first = (long) (length * from);
        var zeros = ByteBuffer.allocate((int) (length * to - first));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(zeros, first);
        }
    }

    @Test
    void anotherDatabaseInThePlaceOfTheFirstIsNotWrittenTo() throws Exception {
        var file = folder.resolve("signalbox.db");
        try (var journal = SqliteJournal.open(file)) {
            var claim = newClaim(journal);
            journal.append(claim, samples.batch(1, 10));
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = other.createStatement()) {
                statement.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
                var _ = catchThrowableOfType(JournalException.class, () -> cut(journal));
                assertThat(catchThrowableOfType(JournalException.class, journal::probe))
                        .hasMessageContaining("another database than before");
                statement.execute("UPDATE meta SET value = value - 1 WHERE name = 'epoch'");
            }
            assertWorksAgain(journal, claim, 11);
        }
    }
}
