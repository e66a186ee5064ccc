package dev.signalbox.journal;

import dev.signalbox.journal.JournalException.Reason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens the journal that a configuration names.
public final class Journals {
    private static final String SQLITE = "sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private static final long ROOM_NEEDED = 4L * 1024 * 1024;
    private static final String NATIVE_FOLDER = "org.sqlite.tmpdir";

    private Journals() {}

    /// Opens a journal and brings its schema up to date.
    ///
    /// @param url `sqlite:` for `signalbox.db` in the data directory, `sqlite:FILE` for another
    ///   file (relative to the data directory), `memory:`, or `jdbc:postgresql://…`
    /// @throws JournalException if it cannot be opened or was written by a newer version
    /// @throws IllegalArgumentException if the URL is none of these
    public static Journal open(String url, Path dataDir) throws JournalException {
        if (url.equals("memory:")) {
            return new InMemoryJournal();
        }
        if (url.startsWith(SQLITE)) {
            keepNativeLibraryIn(dataDir.resolve("native"));
            String file = url.substring(SQLITE.length());
            try {
                return SqliteJournal.open(dataDir.resolve(file.isEmpty() ? "signalbox.db" : file));
            } catch (JournalException e) {
                throw forWantOfRoom(e, dataDir);
            }
        }
        if (url.startsWith(POSTGRESQL)) {
            return PostgresJournal.open(url);
        }
        throw new IllegalArgumentException(
                "journal.url begins with none of 'sqlite:', 'memory:' and 'jdbc:postgresql:'");
    }

    /// A library that could not be unpacked, or files that SQLite could not make: it does not always
    /// say why.
    private static JournalException forWantOfRoom(JournalException e, Path dataDir) {
        long left = dataDir.toFile().getUsableSpace();
        return e.reason() == Reason.OTHER && left < ROOM_NEEDED
                ? new JournalException(
                        Reason.NO_ROOM,
                        "%s (%d KiB are left in %s: %s)"
                                .formatted(
                                        e.getMessage(),
                                        left / 1024,
                                        dataDir,
                                        Reason.NO_ROOM.todo()),
                        e)
                : e;
    }

    /// The SQLite driver unpacks its native library at every start, and a process that is killed
    /// leaves it there. In the data directory the next one finds and removes it; in the system's
    /// temporary folder they would pile up.
    private static void keepNativeLibraryIn(Path folder) throws JournalException {
        if (System.getProperty(NATIVE_FOLDER) != null) {
            return; // Loaded once a process.
        }
        try {
            Files.createDirectories(folder);
            try (var left = Files.list(folder)) {
                for (var file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new JournalException("cannot use " + folder + " for SQLite's library", e);
        }
        System.setProperty(NATIVE_FOLDER, folder.toAbsolutePath().toString());
    }
}
