package dev.signalbox.journal;

import com.zaxxer.hikari.HikariConfig;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/// A SQLite database on disk and the settings it is opened with.
///
/// @param extraPragmas run on each new connection of the writer; tests make the disk full with them
record SqliteFile(Path path, Supplier<List<String>> extraPragmas) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int READERS = 4;
    private static final int BUSY_MS = 5_000;
    private static final int WRITER_CACHE_KIB = 16 * 1024;
    private static final int WAL_BYTES_KEPT = 64 * 1024 * 1024;

    /// Makes the file when it is not there, and takes it away from group and others.
    void prepare() throws JournalException {
        try {
            var directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "directory");
            Files.createDirectories(directory);
            if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                return; // SQLite makes the file.
            }
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException _) {
                keepToOwner();
            }
        } catch (IOException e) {
            throw new JournalException("could not make " + path + ": " + e, e);
        }
    }

    /// The files beside it may be of a time when the database was read-only, and as read-only.
    private void keepToOwner() throws IOException {
        var permissions = EnumSet.copyOf(OWNER_ONLY);
        permissions.retainAll(Files.getPosixFilePermissions(path));
        for (String suffix : List.of("", "-wal", "-shm")) {
            var file = path.resolveSibling(path.getFileName() + suffix);
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(file, permissions);
            }
        }
    }

    SQLiteDataSource forMigration() {
        return source(new SQLiteConfig());
    }

    /// Opens a connection to a database that is there: where a disk was unmounted none is made.
    ///
    /// @param inDoubt whether the disk has failed: then what is committed is written and synced once
    ///   more, and everything is read
    Connection openWriter(boolean inDoubt) throws SQLException {
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setCacheSize(-WRITER_CACHE_KIB);
        config.setJournalSizeLimit(WAL_BYTES_KEPT);
        var connection = source(config).getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA secure_delete = ON"); // What is deleted is really gone.
            for (String pragma : extraPragmas.get()) {
                statement.execute(pragma);
            }
            if (inDoubt) {
                verify(statement);
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// After a sync that failed the kernel may take pages for written that are not, and will not
    /// write them again by itself. The log is copied into the database, which is synced; a copy that
    /// fails is made anew the next time.
    private void verify(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            if (!rows.next() || rows.getInt(1) != 0) {
                throw new SQLException(path + " is read by somebody who does not let go of it");
            }
        }
        try (var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!"ok".equals(found)) {
                throw new SQLiteException(
                        path + " is damaged: " + found, SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    HikariConfig readers() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        var pool = new HikariConfig();
        pool.setPoolName("journal-readers");
        pool.setDataSource(source(config));
        pool.setReadOnly(true);
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(0); // A disk that failed can be unmounted.
        pool.setConnectionTimeout(10_000);
        return pool;
    }

    private SQLiteDataSource source(SQLiteConfig config) {
        config.setBusyTimeout(BUSY_MS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path.toAbsolutePath());
        return source;
    }
}
