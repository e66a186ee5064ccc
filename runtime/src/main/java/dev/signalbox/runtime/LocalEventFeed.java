package dev.signalbox.runtime;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The feeds of the sessions that this server owns.
final class LocalEventFeed implements EventFeed {
    private final Journal journal;
    private final Function<SessionRow, Head> heads;
    private final ConcurrentHashMap<String, SessionTail> tails = new ConcurrentHashMap<>();

    /// How far a session has come, and its runtime state there.
    record Head(long seq, dev.signalbox.protocol.SessionRuntimeState runtime) {}

    /// @param heads the newest known of a session
    LocalEventFeed(Journal journal, Function<SessionRow, Head> heads) {
        this.journal = journal;
        this.heads = heads;
    }

    /// The tail of a session, which lives until [#dropUnread].
    SessionTail tail(String sessionId) {
        return tails.computeIfAbsent(sessionId, _ -> new SessionTail());
    }

    @Nullable SessionTail tailIfAny(String sessionId) {
        return tails.get(sessionId);
    }

    /// Forgets the tail of a session that has left memory, unless it has readers.
    void dropUnread(String sessionId) {
        tails.computeIfPresent(sessionId, (_, tail) -> tail.hasReaders() ? tail : null);
    }

    void delete(String sessionId) {
        var tail = tails.remove(sessionId);
        if (tail != null) {
            tail.delete();
        }
    }

    @Override
    public OpenResult open(
            String sessionId,
            @Nullable Long after,
            @Nullable Long epoch,
            EventFilter filter,
            Runnable wake) {
        // In this order nothing is missed: what is committed after the row was read is published
        // to a tail that knows the reader.
        var tail = tailWith(sessionId, wake);
        boolean isOpened = false;
        try {
            var row = row(sessionId);
            var head = heads.apply(row);
            tail.raiseHead(head.seq());
            @Nullable String trouble = trouble(after, epoch, head.seq(), row.epoch());
            if (trouble != null) {
                return new OpenResult.Resync(trouble, head.seq(), row.epoch());
            }
            isOpened = true;
            var cursor =
                    new LocalCursor(
                            sessionId,
                            tail,
                            journal,
                            filter,
                            after == null ? head.seq() : after,
                            wake,
                            () -> {});
            return new OpenResult.Opened(cursor, head.seq(), row.epoch(), head.runtime());
        } finally {
            if (!isOpened) {
                tail.forget(wake);
            }
        }
    }

    private SessionTail tailWith(String sessionId, Runnable wake) {
        return tails.compute(
                sessionId,
                (_, known) -> {
                    var tail = known == null ? new SessionTail() : known;
                    tail.wakeWith(wake);
                    return tail;
                });
    }

    private static @Nullable String trouble(
            @Nullable Long after, @Nullable Long epoch, long head, long nowEpoch) {
        if (epoch != null && epoch != nowEpoch) {
            return "the cursor is of epoch " + epoch + ", the journal's is " + nowEpoch;
        }
        if (after != null && after > head) {
            return "the cursor is ahead of the session";
        }
        return null;
    }

    private SessionRow row(String sessionId) {
        try {
            var row = journal.session(sessionId);
            if (row == null) {
                tails.remove(sessionId);
                throw new SignalboxException(
                        ErrorCode.SESSION_NOT_FOUND, "no session has the id " + sessionId);
            }
            return row;
        } catch (JournalException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "session " + sessionId + " cannot be read now; try again",
                    e);
        }
    }
}
