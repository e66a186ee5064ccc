package dev.signalbox.journal;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

import javax.sql.DataSource;

/// Brings a database to the schema that this build writes.
final class Schema {
    private static final Set<MigrationState> FUTURE =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Schema() {}

    /// @param engine the folder with the migrations
    /// @param name of the database, for messages; without a password
    /// @throws JournalException if a newer version wrote the database, or a migration fails
    static void migrate(DataSource database, String engine, String name) throws JournalException {
        try {
            var flyway =
                    Flyway.configure(Schema.class.getClassLoader())
                            .dataSource(database)
                            .locations("classpath:dev/signalbox/journal/" + engine)
                            .load();
            for (MigrationInfo applied : flyway.info().applied()) {
                if (FUTURE.contains(applied.getState())) {
                    throw new JournalException(
                            "%s was written by a newer version of Signalbox (schema %s): start that version or a later one"
                                    .formatted(name, applied.getVersion()));
                }
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new JournalException(
                    "could not open %s: %s".formatted(name, firstLine(e.getMessage())), e);
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse(message);
    }
}
