package dev.signalbox.journal;

import dev.signalbox.journal.JournalHistory.Checkpoint;
import dev.signalbox.journal.JournalHistory.CompactionStep;
import dev.signalbox.journal.JournalHistory.Uncompacted;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How [JournalHistory] is told to SQLite and PostgreSQL; each call inside one transaction.
final class SqlHistory {
    /// What a completed block has no need of.
    static final List<String> DROPPABLE = List.of(Lane.DELTA_TYPE, "session:block:update");

    private static final String UNCOMPACTED =
            "SELECT num, id, compacted_from, compacted_to, head_seq FROM session"
                    + " WHERE num > ? AND compacted_to < head_seq ORDER BY num LIMIT ?";
    private static final String DROP =
            "DELETE FROM event WHERE session = ? AND seq = ?"
                    + " AND type IN ('session:block:delta', 'session:block:update')";
    private static final String MARK =
            "UPDATE session SET compacted_from = ?, compacted_to = ? WHERE num = ?";
    private static final String KEEP =
            " ON CONFLICT (session) DO UPDATE SET seq = excluded.seq, format = excluded.format,"
                    + " data = excluded.data WHERE excluded.seq > checkpoint.seq"
                    + " OR excluded.format <> checkpoint.format";
    private static final String CHECKPOINT =
            "SELECT seq, format, data FROM checkpoint"
                    + " WHERE session = (SELECT num FROM session WHERE id = ?)";

    private SqlHistory() {}

    /// Whether an event of this type may have been dropped after it was written.
    static boolean mayBeGone(String type) {
        return type.equals(Lane.LOG_TYPE) || DROPPABLE.contains(type);
    }

    static List<Uncompacted> uncompacted(Connection connection, long afterNumber, int limit)
            throws SQLException {
        var found = new ArrayList<Uncompacted>();
        try (var query = connection.prepareStatement(UNCOMPACTED)) {
            query.setLong(1, afterNumber);
            query.setInt(2, limit);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new Uncompacted(
                                    rows.getLong(1),
                                    Objects.requireNonNull(rows.getString(2), "id"),
                                    rows.getLong(3),
                                    rows.getLong(4),
                                    rows.getLong(5)));
                }
            }
        }
        return found;
    }

    /// The session's row is held against its deletion and not against appends; its change comes
    /// last, so that an append waits for that alone.
    static boolean compact(
            Connection connection, Engine engine, String sessionId, CompactionStep step)
            throws SQLException {
        @Nullable Long session = null;
        try (var query =
                connection.prepareStatement(
                        "SELECT num FROM session WHERE id = ? AND compacted_to <= ?"
                                + " AND head_seq >= ?"
                                + engine.againstDeletion())) {
            query.setString(1, sessionId);
            query.setLong(2, step.to());
            query.setLong(3, step.to());
            try (var rows = query.executeQuery()) {
                session = rows.next() ? rows.getLong(1) : null;
            }
        }
        if (session == null) {
            return false;
        }
        try (var drop = connection.prepareStatement(DROP);
                var mark = connection.prepareStatement(MARK)) {
            for (long seq : step.dropped()) {
                drop.setLong(1, session);
                drop.setLong(2, seq);
                drop.addBatch();
            }
            if (!step.dropped().isEmpty()) {
                drop.executeBatch();
            }
            mark.setLong(1, step.from());
            mark.setLong(2, step.to());
            mark.setLong(3, session);
            return mark.executeUpdate() > 0;
        }
    }

    static void keep(Connection connection, String sessionId, Checkpoint checkpoint)
            throws SQLException {
        @Nullable Long session = null;
        try (var query =
                connection.prepareStatement(
                        "SELECT num FROM session WHERE id = ? AND head_seq >= ?")) {
            query.setString(1, sessionId);
            query.setLong(2, checkpoint.seq());
            try (var rows = query.executeQuery()) {
                session = rows.next() ? rows.getLong(1) : null;
            }
        }
        if (session == null) {
            return;
        }
        try (var keep =
                connection.prepareStatement(
                        "INSERT INTO checkpoint (session, seq, format, data) VALUES (?, ?, ?, ?)"
                                + KEEP)) {
            keep.setLong(1, session);
            keep.setLong(2, checkpoint.seq());
            keep.setInt(3, checkpoint.format());
            keep.setBytes(4, checkpoint.data());
            keep.executeUpdate();
        }
    }

    static @Nullable Checkpoint checkpoint(Connection connection, String sessionId)
            throws SQLException {
        try (var query = connection.prepareStatement(CHECKPOINT)) {
            query.setString(1, sessionId);
            try (var rows = query.executeQuery()) {
                return rows.next()
                        ? new Checkpoint(
                                rows.getLong(1),
                                rows.getInt(2),
                                Objects.requireNonNull(rows.getBytes(3), "data"))
                        : null;
            }
        }
    }

    /// Of a session that is being deleted.
    static void deleteCheckpoint(Connection connection, long session) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM checkpoint WHERE session = ?")) {
            delete.setLong(1, session);
            delete.executeUpdate();
        }
    }
}
