package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The one thread that writes to a SQLite database.
///
/// It takes whatever waits and commits it as one transaction, so that many sessions share one
/// sync; it never waits for more to come. When a transaction fails, all that was in it is told so,
/// and the next one starts afresh, on a new connection if need be.
final class SqliteWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SqliteWriter.class.getName());
    private static final int QUEUE_MAX = 1_024;
    private static final int GROUP_MAX = 256;
    private static final long GROUP_BYTES_MAX = 8L * 1024 * 1024;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final Set<Integer> FAULTS_OF_ONE_JOB =
            Set.of(
                    SQLiteErrorCode.SQLITE_CONSTRAINT.code,
                    SQLiteErrorCode.SQLITE_TOOBIG.code,
                    SQLiteErrorCode.SQLITE_MISMATCH.code);

    private final SqliteFile file;
    private final long epoch;
    private final Runnable onOtherFile;
    private final BlockingQueue<WriteJob<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final WriteJob<Boolean> lastJob = new WriteJob<>("close", 0, _ -> true);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;
    // The writer's thread alone uses what follows.
    private @Nullable SqliteStatements statements;
    private @Nullable SqliteStatements inDoubt;
    private boolean isFailing;
    private boolean isInDoubt;

    /// @param connection the first one; the writer closes it
    /// @param epoch of the database
    /// @param onOtherFile run by the writer's thread when the file that others have open may not be
    ///   the one that is written from now on
    SqliteWriter(SqliteFile file, Connection connection, long epoch, Runnable onOtherFile) {
        this.file = file;
        this.epoch = epoch;
        this.onOtherFile = onOtherFile;
        this.statements = new SqliteStatements(connection);
        this.thread = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    /// Does a piece of work that has a result.
    <T> T write(String what, long bytes, WriteJob.Work<T> work) throws JournalException {
        return Objects.requireNonNull(find(what, bytes, work), what);
    }

    /// Does a piece of work in a transaction; it is on disk on return.
    ///
    /// @param what for messages: what was attempted, on which id
    /// @param bytes about how much is written
    <T> @Nullable T find(String what, long bytes, WriteJob.Work<T> work) throws JournalException {
        var job = new WriteJob<>(what, bytes, work);
        try {
            if (closed) {
                throw new JournalException("could not " + what + ": the journal is closed");
            }
            queue.put(job);
            if (ended) {
                failWaiting();
            }
            return job.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(
                    "interrupted; whether the attempt to " + what + " worked is not known", e);
        }
    }

    /// Jobs that wait for the next transaction.
    int waiting() {
        return queue.size();
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = commit(nextGroup());
            }
        } catch (InterruptedException _) {
            LOG.log(Level.WARNING, "the journal''s writer was ended before its queue was empty");
        } finally {
            ended = true;
            failWaiting();
            disconnect();
            letGo();
        }
    }

    private List<WriteJob<?>> nextGroup() throws InterruptedException {
        var group = new ArrayList<WriteJob<?>>();
        WriteJob<?> job = queue.take();
        long bytes = 0;
        while (job != null) {
            group.add(job);
            bytes += job.bytes();
            boolean isFull = group.size() == GROUP_MAX || bytes >= GROUP_BYTES_MAX;
            job = isFull || job == lastJob ? null : queue.poll();
        }
        return group;
    }

    /// @return false when the group held the last job
    private boolean commit(List<WriteJob<?>> group) {
        try {
            var connected = connected();
            for (var job : group) {
                job.run(connected);
            }
            connected.connection().commit();
            worked();
            group.forEach(WriteJob::succeed);
        } catch (SQLException | RuntimeException | Error e) {
            startAfresh(e);
            if (!isOfOneJob(e)) {
                failed(e);
                group.forEach(job -> job.fail(e));
            } else if (group.size() > 1) {
                group.forEach(job -> commit(List.of(job))); // All but one will go through.
            } else {
                group.getFirst().fail(e);
            }
        }
        return group.getLast() != lastJob;
    }

    private SqliteStatements connected() throws SQLException {
        var connected = statements;
        if (connected == null) {
            connected = new SqliteStatements(reopen());
            statements = connected;
        }
        return connected;
    }

    /// Another database in the place of the first is not written to: its sessions are not ours.
    private Connection reopen() throws SQLException {
        var connection = file.openWriter(isInDoubt);
        try {
            if (SqlReads.readEpoch(connection) != epoch) {
                throw new SQLException(
                        file.path() + " is another database than before: start the server anew");
            }
            connection.rollback();
            isInDoubt = false;
            letGo();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void startAfresh(Throwable why) {
        var connected = statements;
        if (connected == null) {
            return;
        }
        try {
            connected.connection().rollback();
            if (Faults.castsDoubt(why)) {
                keepInDoubt(connected);
            } else if (!isOfOneJob(why)) {
                disconnect();
            }
        } catch (SQLException e) {
            why.addSuppressed(e);
            disconnect();
        }
    }

    /// What was written and not synced is in the log, whole, and SQLite would take it for committed
    /// as soon as nobody has the database open and somebody opens it. This connection stays so that
    /// nobody sees it before [#reopen] has synced it or thrown it away.
    private void keepInDoubt(SqliteStatements connected) {
        if (inDoubt == null) {
            inDoubt = connected;
            statements = null;
        } else {
            disconnect();
        }
    }

    /// Lets go of every file that is open, so that a disk can be unmounted.
    private void letGo() {
        var kept = inDoubt;
        inDoubt = null;
        if (kept != null) {
            close(kept);
        }
        onOtherFile.run();
    }

    private static boolean isOfOneJob(Throwable e) {
        return e instanceof RuntimeException
                || (e instanceof SQLException fault
                        && FAULTS_OF_ONE_JOB.contains(fault.getErrorCode() & 0xff));
    }

    private void disconnect() {
        var connected = statements;
        statements = null;
        if (connected != null) {
            close(connected);
        }
    }

    private void close(SqliteStatements connected) {
        try {
            connected.connection().close();
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "could not close a connection to " + file.path(), e);
        }
    }

    private void failed(Throwable e) {
        isInDoubt |= Faults.castsDoubt(e);
        if (Faults.isFileGone(e)) {
            letGo();
        }
        if (!isFailing) {
            isFailing = true;
            LOG.log(
                    Level.ERROR,
                    "writes to "
                            + file.path()
                            + " fail: "
                            + e.getMessage()
                            + "; "
                            + JournalException.reasonOf(e).todo());
        }
    }

    private void worked() {
        if (isFailing) {
            isFailing = false;
            LOG.log(Level.INFO, "writes to " + file.path() + " work again");
        }
    }

    private void failWaiting() {
        var waiting = new ArrayList<WriteJob<?>>();
        queue.drainTo(waiting);
        waiting.forEach(job -> job.fail(new SQLException("the journal is closed")));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            long wait = CLOSE_WAIT.toMillis();
            if (!queue.offer(lastJob, wait, TimeUnit.MILLISECONDS) || !thread.join(CLOSE_WAIT)) {
                thread.interrupt();
                ended = true;
                failWaiting();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
