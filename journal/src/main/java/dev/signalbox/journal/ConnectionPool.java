package dev.signalbox.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/// Connections that are lent for one piece of work, and one wording for their failures.
final class ConnectionPool implements AutoCloseable {
    private final HikariDataSource source;

    ConnectionPool(HikariConfig config) {
        source = new HikariDataSource(config);
    }

    @FunctionalInterface
    interface Work<T> {
        @Nullable T run(Connection connection) throws SQLException;
    }

    /// Does a piece of work that has a result.
    <T> T with(String what, Work<T> work) throws JournalException {
        return Objects.requireNonNull(find(what, work), what);
    }

    /// Does a piece of work. A transaction that it leaves open is rolled back.
    ///
    /// @param what for the message: what was attempted, on which id
    <T> @Nullable T find(String what, Work<T> work) throws JournalException {
        try (var connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new JournalException("could not " + what + ": " + e.getMessage(), e);
        }
    }

    HikariDataSource source() {
        return source;
    }

    @Override
    public void close() {
        source.close();
    }
}
