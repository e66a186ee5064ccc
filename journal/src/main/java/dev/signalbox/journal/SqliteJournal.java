package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/// The journal of one server: a SQLite file (WAL, synced at each commit).
///
/// One thread, `journal-writer`, writes; everything that waits goes into one transaction. Readers
/// have connections of their own and never wait for it. The file's owner alone may read it.
public final class SqliteJournal implements Journal {
    /// Events deleted in one transaction, so that others need not wait long.
    private static final int DELETED_AT_ONCE = 2_000;

    private final SqliteWriter writer;
    private final ConnectionPool readers;
    private final SqlReads reads;
    private final long epoch;

    private SqliteJournal(SqliteWriter writer, ConnectionPool readers, long epoch) {
        this.writer = writer;
        this.readers = readers;
        this.reads = new SqlReads(epoch, Engine.SQLITE);
        this.epoch = epoch;
    }

    /// Opens a journal; makes the file when it is not there, and brings its schema up to date.
    ///
    /// @throws JournalException if it cannot be opened or was written by a newer version
    public static SqliteJournal open(Path file) throws JournalException {
        return open(file, List::of);
    }

    static SqliteJournal open(Path path, Supplier<List<String>> writerPragmas)
            throws JournalException {
        var file = new SqliteFile(path, writerPragmas);
        file.prepare();
        Schema.migrate(file.forMigration(), Engine.SQLITE, path.toString());
        var journal = start(file);
        try {
            journal.deleteDoomedEvents();
            return journal;
        } catch (JournalException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static SqliteJournal start(SqliteFile file) throws JournalException {
        try {
            var connection = file.openWriter(false);
            long epoch = SqlReads.readEpoch(connection);
            connection.rollback();
            var readers = new ConnectionPool(file.readers());
            var writer = new SqliteWriter(file, connection, epoch, readers::renew);
            return new SqliteJournal(writer, readers, epoch);
        } catch (SQLException | RuntimeException e) {
            throw Schema.notOpened(file.path().toString(), e);
        }
    }

    @Override
    public SessionRow create(NewSession session, List<Entry> first) throws JournalException {
        var batch = new Batch(1, first, 0, null);
        String what = "create session " + session.id();
        writer.write(
                what,
                bytes(first),
                statements -> {
                    statements.create(session, batch.entries());
                    return true;
                });
        var row = session(session.id());
        String key = session.key();
        if (row == null && key != null) {
            row = byKey(session.tenant(), key);
        }
        if (row == null) {
            throw new JournalException("could not " + what + ": it was deleted at once");
        }
        return row;
    }

    @Override
    public @Nullable Claim claim(String sessionId, String holder) throws JournalException {
        return writer.find(
                "claim session " + sessionId, 0, statements -> statements.claim(sessionId, holder));
    }

    @Override
    public AppendResult append(Claim claim, Batch batch) throws JournalException {
        return writer.write(
                "append to session " + claim.sessionId(),
                bytes(batch.entries()),
                statements -> statements.append(claim, batch));
    }

    private static long bytes(List<Entry> entries) {
        long bytes = 0;
        for (var entry : entries) {
            bytes += entry.json().length;
        }
        return bytes;
    }

    @Override
    public List<StoredEvent> read(String sessionId, ReadRequest request) throws JournalException {
        return readers.with(
                "read events of session " + sessionId,
                connection -> reads.events(connection, sessionId, request, 0));
    }

    @Override
    public @Nullable SessionRow session(String id) throws JournalException {
        return readers.find("read session " + id, connection -> reads.session(connection, id));
    }

    @Override
    public @Nullable SessionRow byKey(String tenant, String key) throws JournalException {
        return readers.find(
                "find the session with key " + key,
                connection -> reads.byKey(connection, tenant, key));
    }

    @Override
    public SessionPage list(SessionFilter filter) throws JournalException {
        return readers.with("list sessions", connection -> reads.list(connection, filter));
    }

    @Override
    public long count(@Nullable String tenant, @Nullable String createdBy) throws JournalException {
        return readers.with(
                "count sessions", connection -> reads.count(connection, tenant, createdBy));
    }

    @Override
    public boolean delete(Claim claim) throws JournalException {
        boolean isDeleted =
                writer.write(
                        "delete session " + claim.sessionId(),
                        0,
                        statements -> statements.delete(claim));
        deleteDoomedEvents(); // Of a deletion that was cut off, too.
        return isDeleted;
    }

    private void deleteDoomedEvents() throws JournalException {
        boolean isMore = true;
        while (isMore) {
            isMore =
                    writer.write(
                            "delete the events of deleted sessions",
                            0,
                            statements -> {
                                Long session = statements.doomed();
                                if (session != null) {
                                    statements.deleteSomeEvents(session, DELETED_AT_ONCE);
                                }
                                return session != null;
                            });
        }
    }

    @Override
    public List<Logged> logged(long afterNumber, int limit) throws JournalException {
        return readers.with(
                "look for sessions with logs",
                connection -> SqlLogs.logged(connection, afterNumber, limit));
    }

    @Override
    public List<LogLine> logLines(String sessionId, long before, int limit)
            throws JournalException {
        return readers.with(
                "look at the logs of session " + sessionId,
                connection -> SqlLogs.newest(connection, reads, sessionId, before, limit));
    }

    @Override
    public @Nullable LogLine oldestLog(String sessionId) throws JournalException {
        return readers.find(
                "look at the logs of session " + sessionId,
                connection -> SqlLogs.oldest(connection, reads, sessionId));
    }

    @Override
    public int dropLogs(String sessionId, long upTo, int most) throws JournalException {
        return writer.write(
                "drop log lines of session " + sessionId,
                0,
                statements ->
                        SqlLogs.drop(
                                statements.connection(), Engine.SQLITE, sessionId, upTo, most));
    }

    @Override
    public List<Uncompacted> uncompacted(long afterNumber, int limit) throws JournalException {
        return readers.with(
                "look for sessions to compact",
                connection -> SqlHistory.uncompacted(connection, afterNumber, limit));
    }

    @Override
    public boolean compact(String sessionId, CompactionStep step) throws JournalException {
        return writer.write(
                "compact session " + sessionId,
                0,
                statements ->
                        SqlHistory.compact(
                                statements.connection(), Engine.SQLITE, sessionId, step));
    }

    @Override
    public void keep(String sessionId, Checkpoint checkpoint) throws JournalException {
        writer.write(
                "keep a checkpoint of session " + sessionId,
                checkpoint.data().length,
                statements -> {
                    SqlHistory.keep(statements.connection(), sessionId, checkpoint);
                    return true;
                });
    }

    @Override
    public @Nullable Checkpoint checkpoint(String sessionId) throws JournalException {
        return readers.find(
                "read the checkpoint of session " + sessionId,
                connection -> SqlHistory.checkpoint(connection, sessionId));
    }

    /// For tests, which break its connection.
    SqliteWriter writer() {
        return writer;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void probe() throws JournalException {
        writer.write(
                "write a probe",
                SqlWrites.PROBE_BYTES,
                statements -> {
                    statements.writeProbe();
                    return true;
                });
        writer.write(
                "take a probe away",
                0,
                statements -> {
                    statements.deleteProbe();
                    return true;
                });
    }

    @Override
    public void close() {
        readers.close();
        writer.close(); // The last connection: its end empties the write-ahead log into the file.
    }
}
