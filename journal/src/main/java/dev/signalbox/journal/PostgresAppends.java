package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/// What PostgreSQL is told to write of a session, each time in one statement.
final class PostgresAppends {
    private static final String EVENTS =
            " INSERT INTO event (session, seq, lane, at, type, source, query_id, json)"
                    + " SELECT moved.num, e.* FROM moved, unnest(?::bigint[], ?::smallint[],"
                    + " ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bytea[]) AS e";

    private static final String HEARD =
            ", heard AS (INSERT INTO said (session, text) SELECT num, CAST(? AS TEXT) FROM moved"
                    + SqlWrites.HEAR
                    + ")";

    private PostgresAppends() {}

    /// Writes a new session with its first events, unless there is one of its key.
    static void create(Connection connection, NewSession session, List<Entry> first)
            throws SQLException {
        String sql = "WITH moved AS (" + SqlWrites.CREATE + ")" + EVENTS;
        try (var statement = connection.prepareStatement(sql)) {
            SqlWrites.bindCreate(statement, session, first.size());
            bindEvents(connection, statement, SqlWrites.CREATE_VALUES + 1, first);
            statement.executeUpdate();
        }
    }

    /// Moves a session's head and writes the events of a batch, if the claim holds.
    static boolean isAppended(Connection connection, Claim claim, Batch batch) throws SQLException {
        String move = batch.change() == null ? SqlWrites.MOVE : SqlWrites.MOVE_AND_CHANGE;
        var entries = batch.entries();
        String said = SqlWrites.said(batch);
        String sql = move;
        if (said != null || !entries.isEmpty()) {
            sql =
                    "WITH moved AS ("
                            + move
                            + " RETURNING num)"
                            + (said == null ? "" : HEARD)
                            + (entries.isEmpty() ? " SELECT num FROM moved" : EVENTS);
        }
        try (var statement = connection.prepareStatement(sql)) {
            int next = SqlWrites.bindMove(statement, claim, batch);
            if (said != null) {
                statement.setString(next++, said);
            }
            if (said != null && entries.isEmpty()) {
                try (var rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
            if (!entries.isEmpty()) {
                bindEvents(connection, statement, next, entries);
            }
            return statement.executeUpdate() > 0;
        }
    }

    private static void bindEvents(
            Connection connection, PreparedStatement statement, int first, List<Entry> entries)
            throws SQLException {
        int next = first;
        bind(connection, statement, next++, "bigint", entries, Entry::seq);
        bind(connection, statement, next++, "smallint", entries, e -> (short) Lane.of(e).number());
        bind(connection, statement, next++, "bigint", entries, e -> e.at().toEpochMilli());
        bind(connection, statement, next++, "text", entries, Entry::type);
        bind(
                connection,
                statement,
                next++,
                "text",
                entries,
                e -> e.source() == null ? null : e.source().wireName());
        bind(connection, statement, next++, "text", entries, Entry::queryId);
        byte[][] json = entries.stream().map(Entry::json).toArray(byte[][]::new);
        statement.setArray(next, connection.createArrayOf("bytea", json));
    }

    private static void bind(
            Connection connection,
            PreparedStatement statement,
            int parameter,
            String type,
            List<Entry> entries,
            Function<Entry, @Nullable Object> column)
            throws SQLException {
        Object[] values = entries.stream().map(column).toArray();
        statement.setArray(parameter, connection.createArrayOf(type, values));
    }
}
