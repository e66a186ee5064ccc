package dev.signalbox.journal;

import dev.signalbox.journal.JournalLogs.LogLine;
import dev.signalbox.journal.JournalLogs.Logged;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// How [JournalLogs] is told to SQLite and PostgreSQL; [#drop] inside one transaction.
final class SqlLogs {
    private static final List<Lane> LANES =
            List.of(Lane.LOG_DEBUG, Lane.LOG_INFO, Lane.LOG_WARN, Lane.LOG_ERROR);

    private SqlLogs() {}

    static List<Logged> logged(Connection connection, long afterNumber, int limit)
            throws SQLException {
        var found = new ArrayList<Logged>();
        try (var query =
                connection.prepareStatement(
                        "SELECT num, id, head_seq FROM session WHERE num > ? ORDER BY num LIMIT ?")) {
            query.setLong(1, afterNumber);
            query.setInt(2, limit);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new Logged(
                                    rows.getLong(1),
                                    Objects.requireNonNull(rows.getString(2), "id"),
                                    rows.getLong(3)));
                }
            }
        }
        return found;
    }

    static List<LogLine> newest(
            Connection connection, SqlReads reads, String sessionId, long before, int limit)
            throws SQLException {
        return lines(connection, reads, sessionId, logs(limit).before(before).descending());
    }

    static @Nullable LogLine oldest(Connection connection, SqlReads reads, String sessionId)
            throws SQLException {
        var found = lines(connection, reads, sessionId, logs(1));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<LogLine> lines(
            Connection connection, SqlReads reads, String sessionId, ReadRequest request)
            throws SQLException {
        var found = new ArrayList<LogLine>();
        try (var query = reads.logsSql(sessionId, request).prepare(connection);
                var rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new LogLine(
                                rows.getLong(1),
                                Instant.ofEpochMilli(rows.getLong(2)),
                                rows.getLong(3)));
            }
        }
        return found;
    }

    private static ReadRequest logs(int limit) {
        return ReadRequest.after(0, limit, Long.MAX_VALUE).types(Set.of(Lane.LOG_TYPE));
    }

    /// Lane by lane, so that nothing has to be sorted. The last event stays: it says how far the
    /// session has come.
    static int drop(Connection connection, Engine engine, String sessionId, long upTo, int most)
            throws SQLException {
        long session;
        long last;
        try (var query =
                connection.prepareStatement(
                        "SELECT num, head_seq FROM session WHERE id = ?"
                                + engine.againstDeletion())) {
            query.setString(1, sessionId);
            try (var rows = query.executeQuery()) {
                if (!rows.next()) {
                    return 0;
                }
                session = rows.getLong(1);
                last = Math.min(upTo, rows.getLong(2) - 1);
            }
        }
        int dropped = 0;
        try (var drop =
                connection.prepareStatement(
                        "DELETE FROM event WHERE session = ? AND seq IN (SELECT seq FROM "
                                + engine.eventByLane()
                                + " WHERE session = ? AND lane = ? AND seq <= ?"
                                + " ORDER BY seq LIMIT ?)")) {
            for (var lane : LANES) {
                if (dropped < most) {
                    drop.setLong(1, session);
                    drop.setLong(2, session);
                    drop.setInt(3, lane.number());
                    drop.setLong(4, last);
                    drop.setInt(5, most - dropped);
                    dropped += drop.executeUpdate();
                }
            }
        }
        return dropped;
    }
}
