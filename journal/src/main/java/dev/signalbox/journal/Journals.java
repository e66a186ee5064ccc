package dev.signalbox.journal;

import java.nio.file.Path;

/// Opens the journal that a configuration names.
public final class Journals {
    private static final String SQLITE = "sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

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
            String file = url.substring(SQLITE.length());
            return SqliteJournal.open(dataDir.resolve(file.isEmpty() ? "signalbox.db" : file));
        }
        if (url.startsWith(POSTGRESQL)) {
            return PostgresJournal.open(url);
        }
        throw new IllegalArgumentException(
                "journal.url begins with none of 'sqlite:', 'memory:' and 'jdbc:postgresql:'");
    }
}
