package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

/// The journal could not do what was asked. Of a write the outcome is not known: it may be there.
///
/// The cause is the database's own exception.
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
