package dev.signalbox.journal;

import com.zaxxer.hikari.HikariConfig;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The journal that several servers share: a PostgreSQL database.
///
/// An append is one statement: it moves the session's head if the claim holds, and writes the
/// events if it moved. No transaction is ever open while a client thinks, but for a deletion and
/// the reading of a page, which wait for nobody either.
public final class PostgresJournal implements Journal {
    /// What is answered must survive a crash of the database server. And every read here is a
    /// page in the order of an index: a bitmap would be made of all events that follow, which is
    /// what the planner chooses while it has no statistics.
    static final String SETTINGS =
            "SELECT set_config('enable_bitmapscan', 'off', false),"
                    + " set_config('synchronous_commit', replace(current_setting("
                    + "'synchronous_commit'), 'off', 'on'), false)";

    private static final int CONNECTIONS = 10;
    private static final int ROWS_AT_ONCE = 256;

    private final ConnectionPool pool;
    private final SqlReads reads;
    private final long epoch;

    private PostgresJournal(ConnectionPool pool, long epoch) {
        this.pool = pool;
        this.reads = new SqlReads(epoch, Engine.POSTGRESQL);
        this.epoch = epoch;
    }

    /// Opens a journal and brings its schema up to date; of several servers that start at once,
    /// one does.
    ///
    /// @param url `jdbc:postgresql://HOST/DATABASE?user=…&password=…`
    /// @throws JournalException if it cannot be opened or was written by a newer version
    public static PostgresJournal open(String url) throws JournalException {
        String name = url.replaceFirst("\\?.*", ""); // Parameters may hold a password.
        ConnectionPool pool;
        try {
            pool = new ConnectionPool(config(url));
        } catch (RuntimeException e) {
            throw new JournalException("could not reach %s: %s".formatted(name, e.getMessage()), e);
        }
        try {
            Schema.migrate(pool.source(), Engine.POSTGRESQL, name);
            return new PostgresJournal(pool, pool.with("read the epoch", SqlReads::readEpoch));
        } catch (JournalException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariConfig config(String url) {
        var config = new HikariConfig();
        config.setPoolName("journal-postgresql");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        config.addDataSourceProperty("ApplicationName", "signalbox");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        config.addDataSourceProperty("socketTimeout", "60");
        config.setConnectionInitSql(SETTINGS);
        return config;
    }

    @Override
    public SessionRow create(NewSession session, List<Entry> first) throws JournalException {
        var batch = new Batch(1, first, 0, null);
        String what = "create session " + session.id();
        return pool.with(
                what,
                connection -> {
                    PostgresAppends.create(connection, session, batch.entries());
                    var row = reads.session(connection, session.id());
                    String key = session.key();
                    if (row == null && key != null) {
                        row = reads.byKey(connection, session.tenant(), key);
                    }
                    if (row == null) {
                        throw new SQLException("it was deleted at once");
                    }
                    return row;
                });
    }

    @Override
    public @Nullable Claim claim(String sessionId, String holder) throws JournalException {
        return pool.find(
                "claim session " + sessionId,
                connection -> {
                    try (var claim = connection.prepareStatement(SqlWrites.CLAIM)) {
                        claim.setString(1, holder);
                        claim.setString(2, sessionId);
                        try (var rows = claim.executeQuery()) {
                            return rows.next()
                                    ? new Claim(
                                            sessionId,
                                            holder,
                                            rows.getLong(1),
                                            rows.getLong(2),
                                            rows.getLong(3))
                                    : null;
                        }
                    }
                });
    }

    @Override
    public AppendResult append(Claim claim, Batch batch) throws JournalException {
        return pool.with(
                "append to session " + claim.sessionId(),
                connection ->
                        PostgresAppends.isAppended(connection, claim, batch)
                                ? new AppendResult.Committed(batch.lastSeq())
                                : SqlWrites.notMoved(connection, claim, batch));
    }

    @Override
    public List<StoredEvent> read(String sessionId, ReadRequest request) throws JournalException {
        return pool.with(
                "read events of session " + sessionId,
                connection -> {
                    connection.setAutoCommit(false); // Else the driver fetches all rows at once.
                    return reads.events(connection, sessionId, request, ROWS_AT_ONCE);
                });
    }

    @Override
    public @Nullable SessionRow session(String id) throws JournalException {
        return pool.find("read session " + id, connection -> reads.session(connection, id));
    }

    @Override
    public @Nullable SessionRow byKey(String tenant, String key) throws JournalException {
        return pool.find(
                "find the session with key " + key,
                connection -> reads.byKey(connection, tenant, key));
    }

    @Override
    public SessionPage list(SessionFilter filter) throws JournalException {
        return pool.with("list sessions", connection -> reads.list(connection, filter));
    }

    @Override
    public long count(@Nullable String tenant, @Nullable String createdBy) throws JournalException {
        return pool.with(
                "count sessions", connection -> reads.count(connection, tenant, createdBy));
    }

    @Override
    public boolean delete(Claim claim) throws JournalException {
        return pool.with(
                "delete session " + claim.sessionId(),
                connection -> {
                    connection.setAutoCommit(false);
                    boolean isDeleted = delete(connection, claim);
                    connection.commit();
                    return isDeleted;
                });
    }

    /// Two statements: the second sees what an append wrote that the first had to wait for.
    private static boolean delete(Connection connection, Claim claim) throws SQLException {
        try (var session = connection.prepareStatement(SqlWrites.DELETE_SESSION);
                var said = connection.prepareStatement(SqlWrites.DELETE_SAID);
                var events = connection.prepareStatement("DELETE FROM event WHERE session = ?")) {
            session.setString(1, claim.sessionId());
            session.setLong(2, claim.term());
            try (var rows = session.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                events.setLong(1, rows.getLong(1));
                SqlHistory.deleteCheckpoint(connection, rows.getLong(1));
                said.setLong(1, rows.getLong(1));
            }
            said.executeUpdate();
            events.executeUpdate();
            return true;
        }
    }

    @Override
    public List<Logged> logged(long afterNumber, int limit) throws JournalException {
        return pool.with(
                "look for sessions with logs",
                connection -> SqlLogs.logged(connection, afterNumber, limit));
    }

    @Override
    public List<LogLine> logLines(String sessionId, long before, int limit)
            throws JournalException {
        return pool.with(
                "size logs",
                connection -> SqlLogs.newest(connection, reads, sessionId, before, limit));
    }

    @Override
    public @Nullable LogLine oldestLog(String sessionId) throws JournalException {
        return pool.find("size logs", connection -> SqlLogs.oldest(connection, reads, sessionId));
    }

    @Override
    public int dropLogs(String sessionId, long upTo, int most) throws JournalException {
        return pool.with(
                "drop logs",
                connection -> {
                    connection.setAutoCommit(false);
                    int gone = SqlLogs.drop(connection, Engine.POSTGRESQL, sessionId, upTo, most);
                    connection.commit();
                    return gone;
                });
    }

    @Override
    public List<Uncompacted> uncompacted(long afterNumber, int limit) throws JournalException {
        return pool.with(
                "look for sessions to compact",
                connection -> SqlHistory.uncompacted(connection, afterNumber, limit));
    }

    @Override
    public boolean compact(String sessionId, CompactionStep step) throws JournalException {
        return pool.with(
                "compact session " + sessionId,
                connection -> {
                    connection.setAutoCommit(false);
                    boolean isDone =
                            SqlHistory.compact(connection, Engine.POSTGRESQL, sessionId, step);
                    connection.commit();
                    return isDone;
                });
    }

    @Override
    public void keep(String sessionId, Checkpoint checkpoint) throws JournalException {
        pool.with(
                "keep a checkpoint of session " + sessionId,
                connection -> {
                    SqlHistory.keep(connection, sessionId, checkpoint);
                    return true;
                });
    }

    @Override
    public @Nullable Checkpoint checkpoint(String sessionId) throws JournalException {
        return pool.find(
                "read the checkpoint of session " + sessionId,
                connection -> SqlHistory.checkpoint(connection, sessionId));
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void probe() throws JournalException {
        pool.with(
                "write a probe",
                connection -> {
                    try (var insert =
                                    connection.prepareStatement(
                                            "INSERT INTO probe (id, data) VALUES (1, ?) ON"
                                                    + " CONFLICT (id) DO UPDATE SET data ="
                                                    + " EXCLUDED.data");
                            var delete = connection.prepareStatement(SqlWrites.DELETE_PROBE)) {
                        insert.setBytes(1, new byte[SqlWrites.PROBE_BYTES]);
                        insert.executeUpdate();
                        delete.executeUpdate();
                    }
                    return true;
                });
    }

    @Override
    public void close() {
        pool.close();
    }
}
