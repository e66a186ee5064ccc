package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;

/// What SQLite and PostgreSQL are told in the same words.
final class SqlWrites {
    /// Makes a session, or nothing if its id or key is there; gives the session's number.
    static final String CREATE =
            "INSERT INTO session (id, tenant, key, agent, environment, name, name_search, options,"
                    + " metadata, metadata_search, created_by, created_at, updated_at, last_activity, head_seq,"
                    + " runtime, usage, workspace, workspace_in_place)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING RETURNING num";

    static final int CREATE_VALUES = 19;

    static final String CLAIM =
            "UPDATE session SET term = term + 1, holder = ? WHERE id = ?"
                    + " RETURNING term, head_seq, runner_offset";

    static final String DELETE_SESSION =
            "DELETE FROM session WHERE id = ? AND term = ? RETURNING num";

    /// Adds to what was said in a session; the value and the bound follow the session's number.
    static final String HEAR =
            " ON CONFLICT (session) DO UPDATE SET text = substr(said.text || excluded.text, 1, "
                    + SearchText.SAID_MAX
                    + ")";

    static final String DELETE_SAID = "DELETE FROM said WHERE session = ?";

    static final String DELETE_PROBE = "DELETE FROM probe";

    /// Bytes of a probe: more than what a database has lying about.
    static final int PROBE_BYTES = 64 * 1024;

    private static final String MOVE_HEAD =
            "UPDATE session SET head_seq = ?, runner_offset = ?,"
                    + " updated_at = COALESCE(CAST(? AS BIGINT), updated_at)";
    private static final String CHANGE_ROW =
            ", name = COALESCE(CAST(? AS TEXT), name)"
                    + ", name_search = COALESCE(CAST(? AS TEXT), name_search)"
                    + ", options = COALESCE(CAST(? AS TEXT), options)"
                    + ", metadata = COALESCE(CAST(? AS TEXT), metadata)"
                    + ", metadata_search = COALESCE(CAST(? AS TEXT), metadata_search)"
                    + ", runtime = COALESCE(CAST(? AS TEXT), runtime)"
                    + ", usage = COALESCE(CAST(? AS TEXT), usage)"
                    + ", last_activity = COALESCE(CAST(? AS BIGINT), last_activity)"
                    + ", environment_status = COALESCE(CAST(? AS TEXT), environment_status)"
                    + ", active = COALESCE(CAST(? AS SMALLINT), active)";
    private static final String IF_OWNER = " WHERE id = ? AND term = ? AND head_seq = ?";

    /// Moves a session's head: one row if the claim holds and the batch follows the last event,
    /// else none.
    static final String MOVE = MOVE_HEAD + IF_OWNER;

    /// As [#MOVE], and changes the row.
    static final String MOVE_AND_CHANGE = MOVE_HEAD + CHANGE_ROW + IF_OWNER;

    private SqlWrites() {}

    /// Binds [#CREATE].
    static void bindCreate(PreparedStatement statement, NewSession session, int events)
            throws SQLException {
        long created = session.createdAt().toEpochMilli();
        Object[] values = {
            session.id(),
            session.tenant(),
            session.key(),
            session.agent(),
            session.environment(),
            session.name(),
            SearchText.of(session.name()),
            session.optionsJson(),
            session.metadataJson(),
            SearchText.ofValues(session.metadataJson()),
            session.createdBy(),
            created,
            created,
            created,
            (long) events,
            session.runtimeJson(),
            session.usageJson(),
            session.workspace(),
            session.workspaceInPlace() ? 1 : 0
        };
        bind(statement, 1, values);
    }

    /// Binds [#MOVE] or [#MOVE_AND_CHANGE].
    ///
    /// @return the number of the parameter that follows
    static int bindMove(PreparedStatement statement, Claim claim, Batch batch) throws SQLException {
        int next =
                bind(
                        statement,
                        1,
                        batch.lastSeq(),
                        batch.runnerOffset(),
                        millis(batch.updatedAt()));
        var change = batch.change();
        if (change != null) {
            Boolean active = change.active();
            next =
                    bind(
                            statement,
                            next,
                            change.name(),
                            SearchText.of(change.name()),
                            change.optionsJson(),
                            change.metadataJson(),
                            SearchText.ofValues(change.metadataJson()),
                            change.runtimeJson(),
                            change.usageJson(),
                            millis(change.lastActivity()),
                            change.environmentStatus(),
                            active == null ? null : active ? 1 : 0);
        }
        return bind(statement, next, claim.sessionId(), claim.term(), batch.firstSeq() - 1);
    }

    /// What a batch adds to what was said in its session; null = nothing.
    static @Nullable String said(Batch batch) {
        var change = batch.change();
        return change == null ? null : SearchText.ofMessage(change.said());
    }

    private static int bind(PreparedStatement statement, int first, @Nullable Object... values)
            throws SQLException {
        int next = first;
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    /// What it means that a session's head was not moved.
    ///
    /// @throws IllegalStateException if the batch is misplaced
    static AppendResult notMoved(Connection connection, Claim claim, Batch batch)
            throws SQLException {
        try (var query =
                connection.prepareStatement(
                        "SELECT num, term, head_seq FROM session WHERE id = ?")) {
            query.setString(1, claim.sessionId());
            try (var rows = query.executeQuery()) {
                if (!rows.next()) {
                    return new AppendResult.Fenced(0);
                }
                long term = rows.getLong(2);
                if (term != claim.term()) {
                    return new AppendResult.Fenced(term);
                }
                long head = rows.getLong(3);
                if (head == batch.lastSeq() && isWritten(connection, rows.getLong(1), batch)) {
                    return new AppendResult.Committed(head);
                }
                throw new Misplaced(claim, batch, head);
            }
        }
    }

    private static boolean isWritten(Connection connection, long session, Batch batch)
            throws SQLException {
        try (var query =
                connection.prepareStatement(
                        "SELECT seq, json FROM event WHERE session = ? AND seq BETWEEN ? AND ?"
                                + " ORDER BY seq")) {
            bind(query, 1, session, batch.firstSeq(), batch.lastSeq());
            var written = new HashMap<Long, byte[]>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    written.put(rows.getLong(1), Objects.requireNonNull(rows.getBytes(2)));
                }
            }
            return !written.isEmpty()
                    && batch.entries().stream()
                            .allMatch(entry -> isWritten(entry, written.get(entry.seq())));
        }
    }

    /// What compaction or retention has dropped since was written too.
    private static boolean isWritten(Entry entry, byte @Nullable [] json) {
        return json == null
                ? SqlHistory.mayBeGone(entry.type())
                : Arrays.equals(entry.json(), json);
    }
}
