package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The questions that SQLite and PostgreSQL are asked in the same words.
final class SqlReads {
    private static final String ROW =
            "SELECT id, tenant, key, agent, environment, name, options, metadata, created_by,"
                    + " created_at, updated_at, last_activity, head_seq, term, runner_offset,"
                    + " runtime, usage, workspace, workspace_in_place FROM session";

    private final long epoch;
    private final Engine engine;

    /// @param epoch of the database, for the rows
    SqlReads(long epoch, Engine engine) {
        this.epoch = epoch;
        this.engine = engine;
    }

    static long readEpoch(Connection connection) throws SQLException {
        try (var query =
                        connection.prepareStatement("SELECT value FROM meta WHERE name = 'epoch'");
                var rows = query.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("table meta has no epoch");
            }
            return rows.getLong(1);
        }
    }

    @Nullable SessionRow session(Connection connection, String id) throws SQLException {
        return first(connection, new SqlText(ROW).add(" WHERE id = ?", id));
    }

    @Nullable SessionRow byKey(Connection connection, String tenant, String key)
            throws SQLException {
        return first(
                connection,
                new SqlText(ROW).add(" WHERE tenant = ?", tenant).add(" AND key = ?", key));
    }

    private @Nullable SessionRow first(Connection connection, SqlText sql) throws SQLException {
        var rows = rows(connection, sql);
        return rows.isEmpty() ? null : rows.getFirst();
    }

    SessionPage list(Connection connection, SessionFilter filter) throws SQLException {
        var sql = new SqlText(ROW).add(" WHERE 1 = 1");
        sql.addIf(" AND tenant = ?", filter.tenant());
        sql.addIf(" AND environment_status = ?", filter.status());
        sql.addIf(" AND agent = ?", filter.agent());
        Boolean active = filter.active();
        sql.addIf(" AND active = ?", active == null ? null : active ? 1 : 0);
        String query = filter.query();
        if (query != null) {
            String pattern = containing(query.toLowerCase(Locale.ROOT));
            sql.add(" AND (name_search LIKE ? ESCAPE '!'", pattern)
                    .add(" OR id LIKE ? ESCAPE '!'", pattern)
                    .add(" OR agent LIKE ? ESCAPE '!'", pattern)
                    .add(" OR metadata_search LIKE ? ESCAPE '!'", pattern)
                    .add(
                            " OR EXISTS (SELECT 1 FROM said WHERE said.session = session.num"
                                    + " AND said.text LIKE ? ESCAPE '!'))",
                            pattern);
        }
        var cursor = PageCursor.parse(filter.cursor());
        if (cursor != null) {
            sql.add(" AND (last_activity, id) < (?", cursor.lastActivityMs())
                    .add(", ?)", cursor.id());
        }
        sql.add(" ORDER BY last_activity DESC, id DESC LIMIT ?", filter.limit() + 1L);
        return PageCursor.page(rows(connection, sql), filter.limit());
    }

    long count(Connection connection, @Nullable String tenant, @Nullable String createdBy)
            throws SQLException {
        var sql = new SqlText("SELECT count(*) FROM session WHERE 1 = 1");
        sql.addIf(" AND tenant = ?", tenant);
        sql.addIf(" AND created_by = ?", createdBy);
        try (var query = sql.prepare(connection);
                var rows = query.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("a count without a row");
            }
            return rows.getLong(1);
        }
    }

    private static String containing(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private List<SessionRow> rows(Connection connection, SqlText sql) throws SQLException {
        var found = new ArrayList<SessionRow>();
        try (var query = sql.prepare(connection);
                var rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(row(rows));
            }
        }
        return found;
    }

    private SessionRow row(ResultSet rows) throws SQLException {
        return new SessionRow(
                text(rows, "id"),
                text(rows, "tenant"),
                rows.getString("key"),
                text(rows, "agent"),
                text(rows, "environment"),
                rows.getString("name"),
                text(rows, "options"),
                text(rows, "metadata"),
                text(rows, "created_by"),
                Instant.ofEpochMilli(rows.getLong("created_at")),
                Instant.ofEpochMilli(rows.getLong("updated_at")),
                Instant.ofEpochMilli(rows.getLong("last_activity")),
                rows.getLong("head_seq"),
                epoch,
                rows.getLong("term"),
                rows.getLong("runner_offset"),
                text(rows, "runtime"),
                text(rows, "usage"),
                rows.getString("workspace"),
                rows.getInt("workspace_in_place") != 0);
    }

    private static String text(ResultSet rows, String column) throws SQLException {
        return Objects.requireNonNull(rows.getString(column), column);
    }

    /// Reads events.
    ///
    /// @param fetchSize rows that the driver may fetch at once; 0 = as it likes
    List<StoredEvent> events(
            Connection connection, String sessionId, ReadRequest request, int fetchSize)
            throws SQLException {
        if (Lane.of(request).isEmpty()) {
            return List.of();
        }
        try (var query = eventsSql(sessionId, request).prepare(connection)) {
            query.setFetchSize(fetchSize);
            return events(query, request);
        }
    }

    /// The lanes that cannot hold any of the events are not touched; the others are read side by
    /// side and merged, so that neither reads further than the page goes.
    SqlText eventsSql(String sessionId, ReadRequest request) {
        return sql(sessionId, request, "seq, lane, type, json");
    }

    /// How large log lines are, and not what they say.
    SqlText logsSql(String sessionId, ReadRequest request) {
        return sql(sessionId, request, "seq, at, octet_length(json) AS bytes");
    }

    private SqlText sql(String sessionId, ReadRequest request, String columns) {
        var lanes = List.copyOf(Lane.of(request));
        var sql = new SqlText("");
        if (lanes.size() == Lane.values().length) {
            addEvents(sql, columns, sessionId, request, null);
        } else {
            for (int i = 0; i < lanes.size(); i++) {
                sql.add(i == 0 ? "" : " UNION ALL ");
                addLane(sql, columns, sessionId, request, lanes.get(i));
            }
        }
        addOrderAndLimit(sql, request);
        return sql;
    }

    private void addLane(
            SqlText sql, String columns, String sessionId, ReadRequest request, Lane lane) {
        if (engine.limitsEachLane()) {
            sql.add("SELECT * FROM (");
            addEvents(sql, columns, sessionId, request, lane);
            addOrderAndLimit(sql, request);
            sql.add(") AS page");
        } else {
            addEvents(sql, columns, sessionId, request, lane);
        }
    }

    private static void addOrderAndLimit(SqlText sql, ReadRequest request) {
        sql.add(request.ascending() ? " ORDER BY seq" : " ORDER BY seq DESC");
        sql.add(" LIMIT ?", request.limit());
    }

    private void addEvents(
            SqlText sql,
            String columns,
            String sessionId,
            ReadRequest request,
            @Nullable Lane lane) {
        sql.add("SELECT " + columns + " FROM " + (lane == null ? "event" : engine.eventByLane()));
        sql.add(" WHERE session = (SELECT num FROM session WHERE id = ?)", sessionId);
        sql.addIf(" AND lane = ?", lane == null ? null : lane.number());
        sql.add(" AND seq > ?", request.after());
        sql.addIf(" AND seq < ?", request.before());
        sql.addIf(" AND at >= ?", millis(request.since()));
        sql.addIf(" AND at < ?", millis(request.until()));
        sql.addList(" AND type IN (", request.types());
        sql.addList(" AND type NOT IN (", request.exceptTypes());
        var source = request.source();
        if (source != null && (lane == null || lane.level() != null)) {
            int firstLog = Lane.LOG_DEBUG.number();
            sql.add(" AND (lane < ?", firstLog).add(" OR source = ?)", source.wireName());
        }
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static List<StoredEvent> events(PreparedStatement query, ReadRequest request)
            throws SQLException {
        var found = new EventList(request);
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                var lane = Lane.numbered(rows.getInt(2));
                var event =
                        new StoredEvent(
                                rows.getLong(1),
                                Objects.requireNonNull(rows.getString(3), "type"),
                                lane.track(),
                                lane.level(),
                                Objects.requireNonNull(rows.getBytes(4), "json"));
                if (!found.add(event)) {
                    break;
                }
            }
        }
        return found.events();
    }
}
