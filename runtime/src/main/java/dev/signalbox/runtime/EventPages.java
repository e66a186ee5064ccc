package dev.signalbox.runtime;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.ReadRequest;
import dev.signalbox.journal.StoredEvent;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.runtime.SessionHost.EventsPage;
import dev.signalbox.runtime.SessionHost.EventsRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Pages of stored events.
final class EventPages {
    private static final long BYTES_MAX = 16 << 20;

    /// Log lines that a search looks at for one page; then the page ends, full or not.
    private static final int SEARCH_MAX = 20_000;

    private EventPages() {}

    static EventsPage read(Journal journal, String sessionId, EventsRequest request)
            throws JournalException {
        if (request.contains() != null) {
            return search(journal, sessionId, request, request.contains());
        }
        var found = journal.read(sessionId, query(request, request.after(), request.limit()));
        boolean isFull =
                found.size() == request.limit()
                        || found.stream().mapToLong(event -> event.json().length).sum()
                                >= BYTES_MAX;
        return new EventsPage(
                request.ascending()
                        ? linked(found, request.after() == null ? 0 : request.after())
                        : found.stream().map(StoredEvent::json).toList(),
                isFull ? found.getLast().seq() : null);
    }

    /// As every reader is sent them: with `prev` where the event before was left out.
    private static List<byte[]> linked(List<StoredEvent> events, long after) {
        var all = new ArrayList<byte[]>(events.size());
        long last = after;
        for (var event : events) {
            all.add(
                    event.seq() == last + 1
                            ? event.json()
                            : EnvelopeJson.withPrev(event.json(), last));
            last = event.seq();
        }
        return all;
    }

    private static EventsPage search(
            Journal journal, String sessionId, EventsRequest request, String contains)
            throws JournalException {
        var wanted = contains.toLowerCase(Locale.ROOT);
        var hits = new ArrayList<byte[]>();
        @Nullable Long at = request.after();
        int looked = 0;
        while (hits.size() < request.limit() && looked < SEARCH_MAX) {
            var page = journal.read(sessionId, query(request, at, 1_000));
            if (page.isEmpty()) {
                return new EventsPage(hits, null);
            }
            for (var event : page) {
                at = event.seq();
                looked++;
                if (message(event).toLowerCase(Locale.ROOT).contains(wanted)) {
                    hits.add(event.json());
                    if (hits.size() == request.limit()) {
                        break;
                    }
                }
            }
        }
        return new EventsPage(List.copyOf(hits), at);
    }

    private static String message(StoredEvent event) throws JournalException {
        try {
            return ProtocolJson.readObject(event.json()).path("data").path("message").asString("");
        } catch (ProtocolException e) {
            throw new JournalException(
                    JournalException.Reason.DAMAGED, "event " + event.seq() + " is damaged", e);
        }
    }

    /// For descending pages `after` is where the page before ended: older events follow.
    private static ReadRequest query(EventsRequest request, @Nullable Long at, int limit) {
        var filter = request.filter();
        var query =
                ReadRequest.after(request.ascending() && at != null ? at : 0, limit, BYTES_MAX)
                        .tracks(filter.tracks() == null ? Set.of() : filter.tracks())
                        .types(filter.types() == null ? Set.of() : filter.types())
                        .exceptTypes(LocalCursor.excluded(filter))
                        .minLogLevel(
                                filter.minLogLevel() == null ? null : filter.minLogLevel().least())
                        .source(request.source())
                        .between(request.since(), request.until());
        return request.ascending() ? query : query.before(at).descending();
    }
}
