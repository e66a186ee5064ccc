package dev.signalbox.runtime;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.ReadRequest;
import dev.signalbox.journal.StoredEvent;
import dev.signalbox.protocol.DeltaMode;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A reader's place in the events of a session of this server: near the head it reads the tail,
/// behind it the journal.
final class LocalCursor implements EventFeed.Cursor {
    private static final int SCAN_MAX = 1_024;

    private final String sessionId;
    private final SessionTail tail;
    private final Journal journal;
    private final EventFilter filter;
    private final Runnable wake;
    private final Runnable closing;

    /// Everything up to here was given to the reader or held back by the filter. Written by the
    /// reader's thread.
    private volatile long position;

    /// The last `seq` that the reader knows of.
    private long told;

    LocalCursor(
            String sessionId,
            SessionTail tail,
            Journal journal,
            EventFilter filter,
            long after,
            Runnable wake,
            Runnable closing) {
        this.sessionId = sessionId;
        this.tail = tail;
        this.journal = journal;
        this.filter = filter;
        this.position = after;
        this.told = after;
        this.wake = wake;
        this.closing = closing;
        tail.readsAt(wake, () -> position);
    }

    @Override
    public List<EventFeed.Delivery> next(int eventsMax, int bytesMax) {
        while (true) {
            long head = tail.headSeq();
            @Nullable List<StoredEvent> scanned =
                    tail.after(position, Math.max(eventsMax, SCAN_MAX));
            if (scanned != null && scanned.isEmpty()) {
                return List.of();
            }
            var found =
                    scanned == null
                            ? fromJournal(head, eventsMax, bytesMax)
                            : passing(scanned, eventsMax, bytesMax);
            if (!found.isEmpty()) {
                return deliver(found);
            }
        }
    }

    /// Moves the position over what is taken or held back.
    private List<StoredEvent> passing(List<StoredEvent> scanned, int eventsMax, int bytesMax) {
        boolean isAll = filter.isAll();
        var found = new ArrayList<StoredEvent>(Math.min(eventsMax, scanned.size()));
        long bytes = 0;
        for (var event : scanned) {
            if (found.size() == eventsMax || bytes >= bytesMax) {
                break;
            }
            if (isAll || filter.admits(event.type(), event.track(), event.level())) {
                found.add(event);
                bytes += event.json().length;
            }
            position = event.seq();
        }
        return found;
    }

    private List<StoredEvent> fromJournal(long head, int eventsMax, int bytesMax) {
        var request =
                ReadRequest.after(position, eventsMax, bytesMax)
                        .before(head + 1)
                        .tracks(filter.tracks() == null ? Set.of() : filter.tracks())
                        .types(filter.types() == null ? Set.of() : filter.types())
                        .exceptTypes(excluded(filter))
                        .minLogLevel(
                                filter.minLogLevel() == null ? null : filter.minLogLevel().least());
        try {
            var found = journal.read(sessionId, request);
            // The journal stops at a bound or at the head: only an empty page says which.
            position = found.isEmpty() ? Math.max(position, head) : found.getLast().seq();
            return found;
        } catch (JournalException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "the events of session " + sessionId + " cannot be read now; try again",
                    e);
        }
    }

    static Set<String> excluded(EventFilter filter) {
        boolean noDeltas = filter.deltasOrDefault() == DeltaMode.NONE;
        boolean noLogs = filter.minLogLevel() == EventFilter.MinLogLevel.OFF;
        if (noDeltas && noLogs) {
            return Set.of("session:block:delta", "session:log");
        }
        if (noDeltas) {
            return Set.of("session:block:delta");
        }
        return noLogs ? Set.of("session:log") : Set.of();
    }

    private List<EventFeed.Delivery> deliver(List<StoredEvent> found) {
        var joined =
                filter.deltasOrDefault() == DeltaMode.COALESCED ? Coalescer.join(found) : found;
        var deliveries = new ArrayList<EventFeed.Delivery>(joined.size());
        for (var event : joined) {
            byte[] json =
                    event.seq() == told + 1
                            ? event.json()
                            : EnvelopeJson.withPrev(event.json(), told);
            deliveries.add(new EventFeed.Delivery(event.seq(), json));
            told = event.seq();
        }
        return deliveries;
    }

    @Override
    public @Nullable Long progress() {
        if (position <= told) {
            return null;
        }
        told = position;
        return told;
    }

    @Override
    public boolean isDeleted() {
        return tail.isDeleted();
    }

    @Override
    public void close() {
        tail.forget(wake);
        closing.run();
    }
}
