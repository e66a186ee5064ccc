package dev.signalbox.runtime;

import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SessionRuntimeState;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Where readers take a session's events from: replay and live alike, in order, from a cursor.
///
/// The feed remembers nothing of a reader but its cursor: a slow reader costs what its cursor
/// costs.
public interface EventFeed {
    /// Opens a cursor.
    ///
    /// @param after the last `seq` that the reader has; null = from now on
    /// @param epoch the epoch that `after` is of; null = the present one
    /// @param wake called, on any thread, when there may be more to read; must not block. It may be
    ///   called without need, and is called once more when the session is deleted
    /// @throws dev.signalbox.protocol.SignalboxException `SESSION_NOT_FOUND`,
    ///   `JOURNAL_UNAVAILABLE`
    OpenResult open(
            String sessionId,
            @Nullable Long after,
            @Nullable Long epoch,
            EventFilter filter,
            Runnable wake);

    /// What came of opening a cursor.
    sealed interface OpenResult {
        /// @param runtime the session's state at `headSeq`
        record Opened(Cursor cursor, long headSeq, long epoch, SessionRuntimeState runtime)
                implements OpenResult {}

        /// The cursor cannot be served.
        record Resync(String reason, long headSeq, long epoch) implements OpenResult {}
    }

    /// One event for one reader.
    ///
    /// @param json the envelope in UTF-8, with `prev` where it needs one; not to be changed
    record Delivery(long seq, byte[] json) {}

    /// A reader's place in a session's events. One thread at a time.
    interface Cursor extends AutoCloseable {
        /// The next events that pass the filter, already journaled; empty when the reader has
        /// caught up. May read the journal.
        ///
        /// @param eventsMax at most so many
        /// @param bytesMax stops behind the event that reaches it; at least one event is given
        /// @throws dev.signalbox.protocol.SignalboxException `JOURNAL_UNAVAILABLE`: nothing was
        ///   taken, try again later
        List<Delivery> next(int eventsMax, int bytesMax);

        /// How far the cursor has come, over events that the filter held back, if that is further
        /// than the reader knows; else null. The reader counts as told.
        @Nullable Long progress();

        /// Whether the session was deleted: no more will come.
        boolean isDeleted();

        @Override
        void close();
    }
}
