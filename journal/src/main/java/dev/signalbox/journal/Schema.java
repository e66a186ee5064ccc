package dev.signalbox.journal;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

import javax.sql.DataSource;

/// Brings a database to the schema that this build writes.
final class Schema {
    /// The number of the newest migration, in all engines' folders.
    static final int NEWEST = 3;

    private static final String HISTORY = "flyway_schema_history";

    private Schema() {}

    /// Loading Flyway takes longer than all else when a server starts, so a database that is up to
    /// date never sees it.
    ///
    /// @param name of the database, for messages; without a password
    /// @throws JournalException if a newer version wrote the database, or a migration fails
    static void migrate(DataSource database, Engine engine, String name) throws JournalException {
        try {
            int version = version(database);
            if (version > NEWEST) {
                throw new JournalException(
                        "%s was written by a newer version of Signalbox (its schema is %d, this version knows up to %d): start that version or a later one"
                                .formatted(name, version, NEWEST));
            }
            if (version < NEWEST) {
                Flyway.configure(Schema.class.getClassLoader())
                        .dataSource(database)
                        .locations("classpath:dev/signalbox/journal/" + engine.folder())
                        .load()
                        .migrate();
            }
        } catch (SQLException | FlywayException e) {
            throw notOpened(name, e);
        }
    }

    /// The failure to open a database, with what can be done about it.
    static JournalException notOpened(String name, Exception e) {
        var reason = JournalException.reasonOf(e);
        return new JournalException(
                reason,
                "could not open %s: %s%s"
                        .formatted(
                                name,
                                firstLine(e.getMessage()),
                                reason == JournalException.Reason.OTHER
                                        ? ""
                                        : "; " + reason.todo()),
                e);
    }

    /// 0 when there is no schema yet, or a migration has failed, which Flyway is to judge.
    private static int version(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            try (var tables =
                    connection
                            .getMetaData()
                            .getTables(null, connection.getSchema(), HISTORY, null)) {
                if (!tables.next()) {
                    return 0;
                }
            }
            try (var query =
                            connection.prepareStatement("SELECT version, success FROM " + HISTORY);
                    var rows = query.executeQuery()) {
                int version = 0;
                while (rows.next()) {
                    if (!rows.getBoolean(2)) {
                        return 0;
                    }
                    version = Math.max(version, rows.getInt(1));
                }
                return version;
            }
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse(message);
    }
}
