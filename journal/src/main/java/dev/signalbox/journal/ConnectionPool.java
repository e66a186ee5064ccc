package dev.signalbox.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Connections that are lent for one piece of work, and one wording for their failures.
///
/// Who comes first is served first, which the pool itself does not promise: under load it lets
/// some wait for seconds.
final class ConnectionPool implements AutoCloseable {
    private final HikariDataSource source;
    private final Semaphore places;

    ConnectionPool(HikariConfig config) {
        source = new HikariDataSource(config);
        places = new Semaphore(config.getMaximumPoolSize(), true);
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
        try {
            if (!places.tryAcquire(source.getConnectionTimeout(), TimeUnit.MILLISECONDS)) {
                throw new JournalException("could not " + what + ": no connection became free");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("interrupted before the attempt to " + what, e);
        }
        try (var connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new JournalException("could not " + what + ": " + e.getMessage(), e);
        } finally {
            places.release();
        }
    }

    /// Those that are lent now are closed when they come back, the others at once.
    void renew() {
        var pool = source.getHikariPoolMXBean();
        if (pool != null) {
            pool.softEvictConnections();
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
