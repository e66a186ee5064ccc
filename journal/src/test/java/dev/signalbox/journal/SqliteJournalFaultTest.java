package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;

final class SqliteJournalFaultTest {
    /// More with `SIGNALBOX_TEST_KILLS`.
    private static final int KILLS =
            Integer.parseInt(System.getenv().getOrDefault("SIGNALBOX_TEST_KILLS", "4"));

    private final Samples samples = new Samples();
    @TempDir Path directory;
    private Path file;
    private volatile List<String> writerPragmas = List.of();
    private SqliteJournal journal;
    private Claim claim;

    @BeforeEach
    void open() throws Exception {
        file = directory.resolve("signalbox.db");
        reopen();
        claim = newClaim();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() throws JournalException {
        journal = SqliteJournal.open(file, () -> writerPragmas);
    }

    private Claim newClaim() throws JournalException {
        var row = journal.create(samples.session(), List.of());
        return Objects.requireNonNull(journal.claim(row.id(), "here"));
    }

    private List<Long> seqs(Claim claim) throws JournalException {
        return journal.read(claim.sessionId(), ReadRequest.after(0, 1_000_000, 1L << 30)).stream()
                .map(StoredEvent::seq)
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static int code(JournalException e) {
        assertThat(e).hasCauseInstanceOf(SQLiteException.class);
        return ((SQLiteException) e.getCause()).getResultCode().code & 0xff;
    }

    /// The writer's next connection is opened with these.
    private void reconnectWith(String... pragmas) {
        writerPragmas = List.of(pragmas);
        cutConnection();
    }

    private void cutConnection() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() ->
                        journal.writer()
                                .find(
                                        "cut the connection",
                                        0,
                                        statements -> {
                                            statements.connection().close();
                                            return null;
                                        }));
    }

    @Test
    void aFullDiskLosesNothingAndItWorksAgain() throws Exception {
        reconnectWith("PRAGMA max_page_count = 80");
        long next = 1;
        JournalException full = null;
        while (full == null) {
            try {
                journal.append(claim, samples.batch(next, 100));
                next += 100;
            } catch (JournalException e) {
                full = e;
            }
        }
        assertThat(code(full)).isEqualTo(SQLiteErrorCode.SQLITE_FULL.code);
        assertThat(full).hasMessageContaining("append to session " + claim.sessionId());
        assertThat(next).isGreaterThan(1);

        var failed = samples.batch(next, 100);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.append(claim, failed));
            assertThat(code(catchThrowableOfType(JournalException.class, journal::probe)))
                    .isEqualTo(SQLiteErrorCode.SQLITE_FULL.code);
        }
        assertThat(seqs(claim)).isEqualTo(upTo(next - 1));

        writerPragmas = List.of(); // Room again.
        journal.probe();
        assertThat(journal.append(claim, failed)).isEqualTo(new AppendResult.Committed(next + 99));
        assertThat(seqs(claim)).isEqualTo(upTo(next + 99));
    }

    @Test
    void aDatabaseThatMayNotBeWrittenFailsWritesOnlyAndItWorksAgain() throws Exception {
        journal.append(claim, samples.batch(1, 3));
        reconnectWith("PRAGMA query_only = ON");
        var failed =
                catchThrowableOfType(
                        JournalException.class, () -> journal.append(claim, samples.batch(4, 1)));
        assertThat(code(failed)).isEqualTo(SQLiteErrorCode.SQLITE_READONLY.code);
        assertThatExceptionOfType(JournalException.class).isThrownBy(journal::probe);
        assertThat(seqs(claim)).isEqualTo(upTo(3));

        writerPragmas = List.of();
        journal.probe();
        journal.append(claim, samples.batch(4, 1));
        assertThat(seqs(claim)).isEqualTo(upTo(4));
    }

    @Test
    void aReadOnlyFileFailsWritesAndItWorksAgain() throws Exception {
        journal.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Assumptions.assumeFalse(Files.isWritable(file), "root may write everywhere");
        reopen();
        assertThatExceptionOfType(JournalException.class).isThrownBy(journal::probe);
        journal.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        reopen();
        journal.append(claim, samples.batch(1, 1));
    }

    @Test
    void aConnectionThatIsCutIsReplacedAndItWorksAgain() throws Exception {
        journal.append(claim, samples.batch(1, 2));
        cutConnection();
        assertThat(journal.append(claim, samples.batch(3, 2)))
                .isEqualTo(new AppendResult.Committed(4));
        assertThat(seqs(claim)).isEqualTo(upTo(4));
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndItWorksAgain() throws Exception {
        journal.close();
        var noDatabase = directory.resolve("notes.txt");
        Files.writeString(noDatabase, "some notes, and no database. ".repeat(100));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> SqliteJournal.open(noDatabase))
                .withMessageContaining("notes.txt");
        assertThat(noDatabase).content().startsWith("some notes");
        reopen();
        journal.append(claim, samples.batch(1, 1));
    }

    @Test
    void oneBadJobDoesNotSpoilTheGroupItIsIn() throws Exception {
        var others = new ArrayList<Claim>();
        for (int i = 0; i < 20; i++) {
            others.add(newClaim());
        }
        var hold = holdWriter();
        var good = new ArrayList<FutureTask<AppendResult>>();
        for (var other : others) {
            good.add(start(() -> journal.append(other, samples.batch(1, 5))));
        }
        var misplaced = start(() -> journal.append(claim, samples.batch(7, 1)));
        var twice =
                start(() ->
                        journal.writer()
                                .find(
                                        "break a constraint",
                                        0,
                                        statements -> {
                                            execute(statements, "INSERT INTO doomed VALUES (-1)");
                                            execute(statements, "INSERT INTO doomed VALUES (-1)");
                                            return null;
                                        }));
        await().until(() -> journal.writer().waiting() == 22);
        hold.countDown();
        for (var append : good) {
            assertThat(append.get()).isEqualTo(new AppendResult.Committed(5));
        }
        assertThatIllegalStateException().isThrownBy(() -> unwrapped(misplaced));
        var broken = catchThrowableOfType(JournalException.class, () -> unwrapped(twice));
        assertThat(code(broken)).isEqualTo(SQLiteErrorCode.SQLITE_CONSTRAINT.code);
        for (var other : others) {
            assertThat(seqs(other)).isEqualTo(upTo(5));
        }
        journal.append(claim, samples.batch(1, 1));
    }

    private static void execute(SqliteStatements statements, String sql) throws SQLException {
        try (var statement = statements.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private static void unwrapped(FutureTask<?> task) throws Throwable {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        var task = new FutureTask<>(call);
        Thread.startVirtualThread(task);
        return task;
    }

    /// Keeps the writer busy until the latch is counted down; what comes meanwhile is one group.
    private CountDownLatch holdWriter() {
        var isHeld = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var _ =
                start(() ->
                        journal.writer()
                                .find(
                                        "hold",
                                        0,
                                        _ -> {
                                            isHeld.countDown();
                                            awaitCount(release);
                                            return null;
                                        }));
        awaitCount(isHeld);
        return release;
    }

    private static void awaitCount(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptedCallerTriesAgainAndItIsWrittenOnce() throws Exception {
        var batch = samples.batch(1, 3);
        var hold = holdWriter();
        var isFlagKept = new FutureTask<Boolean>(() -> isInterruptedInAppend(batch));
        var caller = Thread.ofVirtual().start(isFlagKept);
        await().until(() -> caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        assertThat(isFlagKept.get()).isTrue();
        hold.countDown();
        assertThat(journal.append(claim, batch)).isEqualTo(new AppendResult.Committed(3));
        assertThat(seqs(claim)).isEqualTo(upTo(3));
    }

    private boolean isInterruptedInAppend(Batch batch) {
        var failure =
                catchThrowableOfType(JournalException.class, () -> journal.append(claim, batch));
        assertThat(failure).hasCauseInstanceOf(InterruptedException.class);
        return Thread.interrupted();
    }

    @Test
    void whatWaitsWhenTheJournalIsClosedIsStillWrittenAndItWorksAgain() throws Exception {
        var hold = holdWriter();
        var append = start(() -> journal.append(claim, samples.batch(1, 3)));
        await().until(() -> journal.writer().waiting() == 1);
        var closing = start(Executors.callable(journal::close));
        await().until(() -> journal.writer().waiting() == 2);
        hold.countDown();
        closing.get();
        assertThat(append.get()).isEqualTo(new AppendResult.Committed(3));
        reopen();
        assertThat(seqs(claim)).isEqualTo(upTo(3));
        assertThat(journal.append(claim, samples.batch(4, 1)))
                .isEqualTo(new AppendResult.Committed(4));
    }

    @Test
    void aStrangersLockOnTheDatabaseIsWaitedFor() throws Exception {
        final FutureTask<AppendResult> append;
        try (var stranger = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = stranger.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            append = start(() -> journal.append(claim, samples.batch(1, 1)));
            await().during(Duration.ofMillis(200)).until(() -> !append.isDone());
            assertThat(seqs(claim)).as("readers do not wait").isEmpty();
            statement.execute("ROLLBACK");
        }
        assertThat(append.get()).isEqualTo(new AppendResult.Committed(1));
    }

    @Test
    void aKilledWriterLosesNothingThatItSaidWasCommitted() throws Exception {
        String id = claim.sessionId();
        journal.close();
        long seed = System.nanoTime();
        System.out.println("kills of a writer: seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < KILLS; round++) {
            long said = lastSaidByAKilledWriter(id, 20 + random.nextInt(300));
            reopen();
            var row = Objects.requireNonNull(journal.session(id));
            assertThat(row.headSeq()).isGreaterThanOrEqualTo(said);
            assertThat(row.runnerOffset()).isEqualTo(row.headSeq());
            assertThat(seqs(claim)).isEqualTo(upTo(row.headSeq()));
            var next = Objects.requireNonNull(journal.claim(id, "here"));
            assertThat(journal.append(next, samples.batch(row.headSeq() + 1, 1)))
                    .isEqualTo(new AppendResult.Committed(row.headSeq() + 1));
            journal.close();
        }
        reopen();
    }

    private long lastSaidByAKilledWriter(String id, int lines) throws Exception {
        var victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AppendForever.class.getName(),
                                file.toString(),
                                id)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long last = 0;
        try (var out = victim.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.matches("\\d+")) {
                    break; // Cut off by the kill.
                }
                last = Long.parseLong(line);
                if (++seen == lines) {
                    victim.toHandle().destroyForcibly(); // What is in the pipe is still read.
                }
            }
            assertThat(seen).isGreaterThanOrEqualTo(lines);
        }
        assertThat(victim.waitFor()).as("SIGKILL").isEqualTo(137);
        return last;
    }
}
