package dev.signalbox.runtime;

import dev.signalbox.journal.StoredEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The newest events of a session in memory, and who wants to know of new ones.
///
/// Bounded in events and bytes; what is older is read from the journal. The lock is held for queue
/// work only.
final class SessionTail {
    private static final int EVENTS_MAX = 4_096;
    private static final int FIRST_ROOM = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable StoredEvent[] ring = new StoredEvent[FIRST_ROOM];
    private int first;
    private int size;

    /// Readers by what wakes them, and how far each has come.
    private final Map<Runnable, LongSupplier> readers = new ConcurrentHashMap<>();

    private long bytes;
    private volatile long headSeq;
    private volatile boolean deleted;

    /// What is committed up to now.
    long headSeq() {
        return headSeq;
    }

    boolean isDeleted() {
        return deleted;
    }

    boolean hasReaders() {
        return !readers.isEmpty();
    }

    int readerCount() {
        return readers.size();
    }

    /// How far the slowest reader is behind, in events.
    long lagEvents() {
        long head = headSeq;
        return readers.values().stream()
                .mapToLong(position -> Math.max(0, head - position.getAsLong()))
                .max()
                .orElse(0);
    }

    /// What is held, in bytes of JSON.
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /// A reader is to be woken from now on; it is not behind until it says how far it has come.
    void wakeWith(Runnable wake) {
        readers.put(wake, () -> Long.MAX_VALUE);
    }

    /// A reader that is woken by this says how far it has come, on any thread.
    void readsAt(Runnable wake, LongSupplier position) {
        readers.computeIfPresent(wake, (_, _) -> position);
    }

    void forget(Runnable wake) {
        readers.remove(wake);
    }

    /// Somebody read in the journal that the session has come so far.
    void raiseHead(long seq) {
        lock.lock();
        try {
            if (seq > headSeq) {
                headSeq = seq;
            }
        } finally {
            lock.unlock();
        }
    }

    /// The session was read from the journal up to here; what the tail holds may lack the last.
    void reset(long seq) {
        lock.lock();
        try {
            clear();
            headSeq = Math.max(headSeq, seq);
        } finally {
            lock.unlock();
        }
        wakeAll();
    }

    /// Committed events, in order. Does not block.
    void publish(List<StoredEvent> fresh) {
        lock.lock();
        try {
            for (var event : fresh) {
                if (size > 0 && at(size - 1).seq() + 1 != event.seq()) {
                    clear(); // Never a hole: readers go to the journal for what is missing.
                }
                add(event);
                headSeq = Math.max(headSeq, event.seq());
            }
        } finally {
            lock.unlock();
        }
        wakeAll();
    }

    private void add(StoredEvent event) {
        while (size > 0 && (size == EVENTS_MAX || bytes > HostLimits.TAIL_BYTES)) {
            bytes -= at(0).json().length;
            ring[first] = null;
            first = (first + 1) % ring.length;
            size--;
        }
        if (size == ring.length) {
            var larger = new StoredEvent[Math.min(EVENTS_MAX, ring.length * 2)];
            for (int i = 0; i < size; i++) {
                larger[i] = at(i);
            }
            ring = larger;
            first = 0;
        }
        ring[(first + size) % ring.length] = event;
        size++;
        bytes += event.json().length;
    }

    private StoredEvent at(int index) {
        return java.util.Objects.requireNonNull(ring[(first + index) % ring.length]);
    }

    private void clear() {
        ring = new StoredEvent[FIRST_ROOM];
        first = 0;
        size = 0;
        bytes = 0;
    }

    void delete() {
        deleted = true;
        wakeAll();
    }

    private void wakeAll() {
        readers.keySet().forEach(Runnable::run);
    }

    /// The events after a `seq`, at most so many.
    ///
    /// @return null when they begin before the tail does: the journal has them
    @Nullable List<StoredEvent> after(long seq, int max) {
        lock.lock();
        try {
            if (seq >= headSeq) {
                return List.of();
            }
            if (size == 0 || at(0).seq() > seq + 1) {
                return null;
            }
            int from = (int) (seq + 1 - at(0).seq());
            int to = Math.min(size, from + max);
            var found = new ArrayList<StoredEvent>(Math.max(0, to - from));
            for (int i = from; i < to; i++) {
                found.add(at(i));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }
}
