package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// The journal could not do what was asked. Of a write the outcome is not known: it may be there.
///
/// The cause is the database's own exception.
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// What is wrong, in words that name neither file nor session: anybody may be told.
    public enum Reason {
        /// No room, in a file system or a quota.
        NO_ROOM("the disk is full", "make room"),
        /// The file or its file system may be read only.
        READ_ONLY(
                "the disk cannot be written",
                "look whether the file system was mounted read-only after an error, and who owns the"
                        + " file"),
        /// A read, a write or a sync failed.
        IO("the disk fails", "look into the kernel's log and check the disk"),
        /// What is read back is not what was written.
        DAMAGED(
                "the database is damaged",
                "stop the server, copy the database with the files beside it, and restore a backup or"
                        + " save what can be read with \"sqlite3 FILE .recover\""),
        /// The file or the database server is not there.
        UNREACHABLE(
                "the database cannot be reached",
                "look whether it runs, or is mounted, where journal.url says"),
        /// None of these; the message says.
        OTHER("the database refuses", "the server's log has the database's own words");

        private final String words;
        private final String todo;

        Reason(String words, String todo) {
            this.words = words;
            this.todo = todo;
        }

        /// What is wrong, such as `the disk is full`.
        public String words() {
            return words;
        }

        /// What a person can do about it.
        public String todo() {
            return todo;
        }
    }

    public JournalException(String message) {
        this(message, null);
    }

    public JournalException(String message, @Nullable Throwable cause) {
        this(reasonOf(cause), message, cause);
    }

    public JournalException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// What is wrong, as far as the database's own exception says.
    public Reason reason() {
        return reason;
    }

    static Reason reasonOf(@Nullable Throwable cause) {
        for (var at = cause; at != null; at = at.getCause()) {
            if (at instanceof SQLException said) {
                var reason = Faults.reason(said);
                if (reason != Reason.OTHER) {
                    return reason;
                }
            }
        }
        return Reason.OTHER;
    }
}
