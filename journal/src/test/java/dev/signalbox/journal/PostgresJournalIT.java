package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.signalbox.journal.JournalException.Reason;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Track;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

final class PostgresJournalIT extends JournalContract {
    /// The first of a plan are those of the whole.
    private static final Pattern SHARED_BLOCKS =
            Pattern.compile("\"Shared Hit Blocks\": (\\d+),\\s+\"Shared Read Blocks\": (\\d+)");

    private static PostgresServer server;
    private static Journal journal;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
        journal = open(server.url("postgres"));
    }

    @AfterAll
    static void stop() throws Exception {
        journal.close();
        server.close();
    }

    private static Journal open(String url) throws JournalException {
        return Journals.open(url, Path.of("."));
    }

    @Override
    Journal journal() {
        return journal;
    }

    private static Connection connect(String database) throws Exception {
        return DriverManager.getConnection(server.url(database));
    }

    private static long number(String query) throws Exception {
        try (var connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Claim claimNew(Samples samples) throws Exception {
        var row = journal.create(samples.session(), List.of());
        return Objects.requireNonNull(journal.claim(row.id(), "here"));
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        var task = new FutureTask<>(call);
        Thread.startVirtualThread(task);
        return task;
    }

    private static void awaitSomebodyWaitingForALock() {
        await().until(() ->
                number("SELECT count(*) FROM pg_stat_activity WHERE" + " wait_event_type = 'Lock'")
                        == 1);
    }

    @Test
    void anAppendThatWaitsForAnotherOwnersClaimIsFencedOff() throws Exception {
        var samples = new Samples();
        var old = claimNew(samples);
        try (var other = connect("postgres")) {
            other.setAutoCommit(false);
            try (var claim = other.createStatement()) {
                claim.executeUpdate(
                        "UPDATE session SET term = 2 WHERE id = '" + old.sessionId() + "'");
            }
            var append = start(() -> journal.append(old, samples.batch(1, 1)));
            awaitSomebodyWaitingForALock();
            other.commit();
            assertThat(append.get()).isEqualTo(new AppendResult.Fenced(2));
        }
        assertThat(journal.read(old.sessionId(), ReadRequest.after(0, 10, 1_000))).isEmpty();
    }

    @Test
    void aRetryWaitsForTheFirstAttemptThatIsStillUnderWay() throws Exception {
        var samples = new Samples();
        var claim = claimNew(samples);
        var batch = samples.batch(1, 2);
        try (var other = connect("postgres")) {
            other.setAutoCommit(false);
            try (var first = other.createStatement()) {
                first.executeUpdate(
                        "UPDATE session SET head_seq = 2 WHERE id = '" + claim.sessionId() + "'");
                for (var entry : batch.entries()) {
                    first.executeUpdate(insertOf(claim, entry));
                }
            }
            var retry = start(() -> journal.append(claim, batch));
            awaitSomebodyWaitingForALock();
            other.commit();
            assertThat(retry.get()).isEqualTo(new AppendResult.Committed(2));
        }
        assertThat(journal.read(claim.sessionId(), ReadRequest.after(0, 10, 1_000))).hasSize(2);
    }

    private static String insertOf(Claim claim, Entry entry) {
        return "INSERT INTO event SELECT num, %d, 0, 0, '%s', NULL, NULL, convert_to('%s', 'UTF8') FROM session WHERE id = '%s'"
                .formatted(
                        entry.seq(),
                        entry.type(),
                        new String(entry.json(), StandardCharsets.UTF_8),
                        claim.sessionId());
    }

    @Test
    void aDeletionTakesWithItWhatAnAppendIsAboutToCommit() throws Exception {
        var samples = new Samples();
        var claim = claimNew(samples);
        try (var other = connect("postgres")) {
            other.setAutoCommit(false);
            try (var append = other.createStatement()) {
                append.executeUpdate(
                        "UPDATE session SET head_seq = 1 WHERE id = '" + claim.sessionId() + "'");
                append.executeUpdate(insertOf(claim, samples.delta(1)));
            }
            var deletion = start(() -> journal.delete(claim));
            awaitSomebodyWaitingForALock();
            other.commit();
            assertThat(deletion.get()).isTrue();
        }
        assertThat(
                        number(
                                "SELECT count(*) FROM event WHERE session NOT IN (SELECT num FROM"
                                        + " session)"))
                .isZero();
    }

    @Test
    void connectionsThatTheServerCutsFailOnceAndItWorksAgain() throws Exception {
        var samples = new Samples();
        var claim = claimNew(samples);
        var batch = samples.batch(1, 3);
        number(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE application_name = 'signalbox'");
        await().ignoreExceptionsMatching(JournalException.class::isInstance)
                .untilAsserted(() ->
                        assertThat(journal.append(claim, batch))
                                .isEqualTo(new AppendResult.Committed(3)));
        assertThat(journal.read(claim.sessionId(), ReadRequest.after(0, 10, 1_000))).hasSize(3);
        journal.probe();
    }

    @Test
    void aDatabaseServerThatIsStoppedIsUnreachableAndItWorksAgainWhenItIsBack() throws Exception {
        var samples = new Samples();
        var claim = claimNew(samples);
        journal.append(claim, samples.batch(1, 3));
        var batch = samples.batch(4, 3);
        server.stop();
        try {
            var failure =
                    catchThrowableOfType(
                            JournalException.class, () -> journal.append(claim, batch));
            assertThat(failure.reason()).as("%s", failure).isEqualTo(Reason.UNREACHABLE);
        } finally {
            server.startAgain();
        }
        await().ignoreExceptionsMatching(JournalException.class::isInstance)
                .untilAsserted(journal::probe);
        assertThat(journal.append(claim, batch)).isEqualTo(new AppendResult.Committed(6));
        assertThat(journal.read(claim.sessionId(), ReadRequest.after(0, 10, 10_000))).hasSize(6);
    }

    @Test
    void twoServersThatStartAtOnceShareOneSchema() throws Exception {
        try (var admin = connect("postgres");
                var statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE fresh");
        }
        String url = server.url("fresh");
        var first = start(() -> open(url));
        try (var second = open(url);
                var other = first.get()) {
            var samples = new Samples();
            var row = second.create(samples.session(), samples.deltas(1, 1));
            assertThat(other.session(row.id())).isEqualTo(row);
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsNotOpened() throws Exception {
        try (var admin = connect("postgres");
                var statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE newer");
        }
        String url = server.url("newer");
        open(url).close();
        try (var newer = DriverManager.getConnection(url);
                var statement = newer.createStatement()) {
            statement.execute(
                    "INSERT INTO flyway_schema_history SELECT 99, '99', 'the future', type,"
                            + " 'V99__x.sql', checksum, installed_by, installed_on, 1, true FROM"
                            + " flyway_schema_history WHERE version = '1'");
        }
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journals.open(url, Path.of(".")))
                .withMessageContaining("was written by a newer version")
                .withMessageNotContaining("user=");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutThePassword() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() ->
                        Journals.open(
                                "jdbc:postgresql://127.0.0.1:1/x?user=u&password=hush",
                                Path.of(".")))
                .withMessageContaining("could not reach jdbc:postgresql://127.0.0.1:1/x")
                .withMessageNotContaining("hush");
    }

    @Test
    void aReadOfOneLaneDoesNotScanAFloodInAnother() throws Exception {
        var samples = new Samples();
        var claim = claimNew(samples);
        journal.append(claim, samples.batch(1, 20_000));
        journal.append(
                claim,
                new Batch(20_001, List.of(samples.log(20_001, LogLevel.WARN, null)), 0, null));
        var logs = ReadRequest.after(0, 100, 1_000_000).types(Set.of("session:log"));
        try (var connection = connect("postgres");
                var settings = connection.createStatement()) {
            settings.execute(PostgresJournal.SETTINGS);
            assertThat(blocksTouchedBy(connection, claim, logs)).isLessThan(30);
            assertThat(blocksTouchedBy(connection, claim, logs.minLogLevel(LogLevel.WARN)))
                    .isLessThan(30);
            var nextOfAll = ReadRequest.after(10_000, 100, 1_000_000);
            assertThat(blocksTouchedBy(connection, claim, nextOfAll)).isLessThan(30);
            var nextDeltas = nextOfAll.tracks(Set.of(Track.CONVERSATION));
            assertThat(blocksTouchedBy(connection, claim, nextDeltas)).isLessThan(30);
        }
    }

    /// The whole table has hundreds.
    private static long blocksTouchedBy(Connection connection, Claim claim, ReadRequest request)
            throws Exception {
        var sql =
                new SqlReads(1, Engine.POSTGRESQL)
                        .eventsSql(claim.sessionId(), request)
                        .prefixed("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ");
        try (var explain = sql.prepare(connection);
                var rows = explain.executeQuery()) {
            rows.next();
            var blocks = SHARED_BLOCKS.matcher(rows.getString(1));
            assertThat(blocks.find()).isTrue();
            return Long.parseLong(blocks.group(1)) + Long.parseLong(blocks.group(2));
        }
    }
}
