package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Track;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;

final class SqliteJournalTest extends JournalContract {
    @TempDir Path directory;
    private Path file;
    private Journal journal;

    @BeforeEach
    void open() throws Exception {
        file = directory.resolve("data/signalbox.db");
        journal = Journals.open("sqlite:", file.getParent());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Override
    Journal journal() {
        return journal;
    }

    @Test
    void aJournalThatIsOpenedAgainHoldsWhatItHeld() throws Exception {
        var samples = new Samples();
        var row = journal.create(samples.session(), samples.deltas(1, 3));
        journal.append(journal.claim(row.id(), "here"), samples.batch(4, 2));
        journal.close();
        journal = Journals.open("sqlite:signalbox.db", file.getParent());
        var claim = journal.claim(row.id(), "here");
        assertThat(claim).isEqualTo(new Claim(row.id(), "here", 2, 5, 5));
        assertThat(journal.append(claim, samples.batch(6, 1)))
                .isEqualTo(new AppendResult.Committed(6));
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws Exception {
        var samples = new Samples();
        journal.create(samples.session(), samples.deltas(1, 3));
        for (String suffix : List.of("", "-wal", "-shm")) {
            var path = Path.of(file + suffix);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileThatOthersCouldReadIsTakenFromThem() throws Exception {
        journal.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        journal = SqliteJournal.open(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDatabaseOfANewerVersionIsNotOpened() throws Exception {
        journal.close();
        execute(
                "INSERT INTO flyway_schema_history SELECT 99, '99', 'the future', type, 'V99__x.sql',"
                        + " checksum, installed_by, installed_on, 1, 1 FROM flyway_schema_history"
                        + " WHERE installed_rank = 1");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> SqliteJournal.open(file))
                .withMessageContaining("signalbox.db was written by a newer version")
                .withMessageContaining("schema is 99");
        execute("DELETE FROM flyway_schema_history WHERE installed_rank = 99");
        journal = SqliteJournal.open(file);
        journal.probe();
    }

    @Test
    void aDeletedSessionLeavesNoByteOfItInTheDatabase() throws Exception {
        var samples = new Samples();
        var id = journal.create(samples.session(), List.of()).id();
        byte[] secret = "a-secret-that-must-go ".repeat(300).getBytes(StandardCharsets.UTF_8);
        var claim = journal.claim(id, "here");
        journal.append(claim, new Batch(1, List.of(samples.with(1, secret)), 0, null));
        journal.delete(claim);
        journal.close();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("a-secret")
                .doesNotContain(id);
    }

    @Test
    void aDeletionThatWasCutOffIsFinishedWhenTheJournalIsOpenedAgain() throws Exception {
        var samples = new Samples();
        var row = journal.create(samples.session(), samples.deltas(1, 10));
        journal.close();
        execute("INSERT INTO doomed SELECT num FROM session WHERE id = '" + row.id() + "'");
        execute("DELETE FROM session WHERE id = '" + row.id() + "'");
        journal = SqliteJournal.open(file);
        assertThat(count("event")).isZero();
        assertThat(count("doomed")).isZero();
    }

    @Test
    void aReadOfOneLaneDoesNotScanAFloodInAnother() throws Exception {
        var all = ReadRequest.after(10, 100, 1_000);
        assertThat(plan(all)).contains("SEARCH event USING PRIMARY KEY (session=? AND seq>?)");
        for (var some :
                List.of(
                        all.types(Set.of("session:log")),
                        all.minLogLevel(LogLevel.WARN).tracks(Set.of(Track.OPERATIONS)),
                        all.tracks(Set.of(Track.CONVERSATION)).before(500L),
                        all.exceptTypes(Set.of("session:block:delta")).descending())) {
            assertThat(plan(some))
                    .as(some.toString())
                    .contains("event_by_lane (session=? AND lane=? AND seq>?")
                    .doesNotContain("event USING PRIMARY KEY", "SCAN event", "TEMP B-TREE");
        }
    }

    private String plan(ReadRequest request) throws Exception {
        var plan = new StringBuilder();
        var sql =
                new SqlReads(1, Engine.SQLITE)
                        .eventsSql("x", request)
                        .prefixed("EXPLAIN QUERY PLAN ");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var query = sql.prepare(connection);
                var rows = query.executeQuery()) {
            while (rows.next()) {
                plan.append(rows.getString("detail")).append('\n');
            }
        }
        return plan.toString();
    }

    @Test
    void aClosedJournalSaysSo() {
        journal.close();
        journal.close();
        assertThatExceptionOfType(JournalException.class).isThrownBy(journal::probe);
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.session("x"));
    }

    @Test
    void theWriterThreadEndsWithTheJournal() throws Exception {
        journal.probe();
        assertThat(writers()).hasSize(1);
        journal.close();
        assertThat(writers()).isEmpty();
    }

    private static List<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("journal-writer"))
                .toList();
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String table) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return rows.getLong(1);
        }
    }
}
