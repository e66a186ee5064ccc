package dev.signalbox.server;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.EventFeed.Cursor;
import dev.signalbox.runtime.EventFeed.Delivery;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// A session that is a list of events.
final class FakeSession {
    static final long EPOCH = 1;
    static final SessionRuntimeState RUNTIME =
            new SessionRuntimeState(true, null, null, List.of(), List.of(), null);

    private final String id;
    private final String tenant;
    private final By createdBy;
    private final BooleanSupplier journalWorks;
    private final List<Stored> events = new ArrayList<>();
    private final Set<Runnable> wakes = ConcurrentHashMap.newKeySet();
    private volatile boolean isDeleted;

    record Stored(Envelope envelope) {
        byte[] json() {
            return EnvelopeJson.write(envelope);
        }

        boolean passes(EventFilter filter) {
            var event = envelope.event();
            @Nullable LogLevel level = event instanceof SessionEvent.Log log ? log.level() : null;
            return filter.admits(event.wireName(), event.track(), level);
        }
    }

    FakeSession(String id, String tenant, By createdBy, BooleanSupplier journalWorks) {
        this.id = id;
        this.tenant = tenant;
        this.createdBy = createdBy;
        this.journalWorks = journalWorks;
    }

    void emit(SessionEvent event) {
        synchronized (events) {
            var envelope = new Envelope(id, events.size() + 1L, Instant.EPOCH, "q1", event);
            events.add(new Stored(envelope));
        }
        wakes.forEach(Runnable::run);
    }

    void delete() {
        isDeleted = true;
        wakes.forEach(Runnable::run);
    }

    void wakeAll() {
        wakes.forEach(Runnable::run);
    }

    long headSeq() {
        synchronized (events) {
            return events.size();
        }
    }

    int cursors() {
        return wakes.size();
    }

    List<Stored> since(long after) {
        synchronized (events) {
            return List.copyOf(events.subList((int) Math.min(after, events.size()), events.size()));
        }
    }

    Cursor open(long after, EventFilter filter, Runnable wake) {
        wakes.add(wake);
        return new ListCursor(after, filter, wake);
    }

    SessionView view() {
        return new SessionView(
                id,
                "demo",
                "local",
                null,
                ProtocolJson.object(),
                ProtocolJson.object(),
                tenant,
                createdBy,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                headSeq(),
                EPOCH,
                Totals.NONE,
                RUNTIME);
    }

    private final class ListCursor implements Cursor {
        private final EventFilter filter;
        private final Runnable wake;
        private long position;
        private long told;

        ListCursor(long after, EventFilter filter, Runnable wake) {
            this.position = after;
            this.told = after;
            this.filter = filter;
            this.wake = wake;
        }

        @Override
        public List<Delivery> next(int eventsMax, int bytesMax) {
            if (!journalWorks.getAsBoolean()) {
                throw new SignalboxException(ErrorCode.JOURNAL_UNAVAILABLE, "no journal");
            }
            var taken = new ArrayList<Delivery>();
            int bytes = 0;
            for (var stored : since(position)) {
                if (taken.size() == eventsMax || bytes >= bytesMax) {
                    break;
                }
                position = stored.envelope().seq();
                if (stored.passes(filter)) {
                    byte[] json =
                            told == position - 1
                                    ? stored.json()
                                    : EnvelopeJson.withPrev(stored.json(), told);
                    told = position;
                    bytes += json.length;
                    taken.add(new Delivery(position, json));
                }
            }
            return taken;
        }

        @Override
        public @Nullable Long progress() {
            if (position == told) {
                return null;
            }
            told = position;
            return told;
        }

        @Override
        public boolean isDeleted() {
            return isDeleted;
        }

        @Override
        public void close() {
            wakes.remove(wake);
        }
    }
}
