package dev.signalbox.journal;

import dev.signalbox.protocol.LogSource;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the writer says to SQLite, on one connection and inside its open transaction.
final class SqliteStatements {
    private static final String INSERT_EVENT =
            "INSERT INTO event (session, seq, lane, at, type, source, query_id, json)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String DELETE_SOME_EVENTS =
            "DELETE FROM event WHERE session = ? AND seq IN"
                    + " (SELECT seq FROM event WHERE session = ? ORDER BY seq LIMIT ?)";

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    SqliteStatements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /// Makes a session unless its id or key is there.
    void create(NewSession session, List<Entry> first) throws SQLException {
        var insert = prepared(SqlWrites.CREATE);
        SqlWrites.bindCreate(insert, session, first.size());
        Long number = number(insert);
        if (number != null) {
            insert(number, first);
        }
    }

    @Nullable Claim claim(String sessionId, String holder) throws SQLException {
        var claim = prepared(SqlWrites.CLAIM);
        claim.setString(1, holder);
        claim.setString(2, sessionId);
        try (var rows = claim.executeQuery()) {
            return rows.next()
                    ? new Claim(
                            sessionId, holder, rows.getLong(1), rows.getLong(2), rows.getLong(3))
                    : null;
        }
    }

    AppendResult append(Claim claim, Batch batch) throws SQLException {
        var move =
                prepared(
                        (batch.change() == null ? SqlWrites.MOVE : SqlWrites.MOVE_AND_CHANGE)
                                + " RETURNING num");
        SqlWrites.bindMove(move, claim, batch);
        Long number = number(move);
        if (number == null) {
            return SqlWrites.notMoved(connection, claim, batch);
        }
        insert(number, batch.entries());
        return new AppendResult.Committed(batch.lastSeq());
    }

    private void insert(long session, List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        var insert = prepared(INSERT_EVENT);
        for (var entry : entries) {
            insert.setLong(1, session);
            insert.setLong(2, entry.seq());
            insert.setInt(3, Lane.of(entry).number());
            insert.setLong(4, entry.at().toEpochMilli());
            insert.setString(5, entry.type());
            insert.setString(6, wireName(entry.source()));
            insert.setString(7, entry.queryId());
            insert.setBytes(8, entry.json());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /// Removes a session from all eyes; its events follow with [#deleteSomeEvents].
    boolean delete(Claim claim) throws SQLException {
        var delete = prepared(SqlWrites.DELETE_SESSION);
        delete.setString(1, claim.sessionId());
        delete.setLong(2, claim.term());
        Long number = number(delete);
        if (number == null) {
            return false;
        }
        SqlHistory.deleteCheckpoint(connection, number);
        update("INSERT INTO doomed (session) VALUES (?)", number);
        return true;
    }

    /// A deleted session that still has events, or null.
    @Nullable Long doomed() throws SQLException {
        return number(prepared("SELECT session FROM doomed LIMIT 1"));
    }

    /// Deletes a bounded number of events of a deleted session.
    void deleteSomeEvents(long session, int most) throws SQLException {
        if (update(DELETE_SOME_EVENTS, session, session, most) < most) {
            update("DELETE FROM doomed WHERE session = ?", session);
        }
    }

    void writeProbe() throws SQLException {
        update(
                "INSERT OR REPLACE INTO probe (id, data) VALUES (1, zeroblob(?))",
                SqlWrites.PROBE_BYTES);
    }

    void deleteProbe() throws SQLException {
        update(SqlWrites.DELETE_PROBE);
    }

    private int update(String sql, Object... values) throws SQLException {
        var statement = prepared(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    private static @Nullable Long number(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : null;
        }
    }

    private static @Nullable String wireName(@Nullable LogSource source) {
        return source == null ? null : source.wireName();
    }
}
