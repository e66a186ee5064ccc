package dev.signalbox.bench.chaos;

import dev.signalbox.client.SessionListener;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Everything that one subscriber was sent of a session, over however many connections. Thread-safe.
final class SessionLog implements SessionListener {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<Envelope> events = new ArrayList<>(); // Guarded by `lock`.
    private @Nullable String trouble; // Guarded by `lock`.

    @Override
    public void event(Envelope event) {
        lock.lock();
        try {
            events.add(event);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void restarted() {
        trouble("the server sent the session from its beginning again");
    }

    @Override
    public void failed(SignalboxException why) {
        trouble(String.valueOf(why.getMessage()));
    }

    private void trouble(String what) {
        lock.lock();
        try {
            trouble = what;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Why the session cannot be followed any more; null while it can.
    @Nullable String trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    List<Envelope> events() {
        return from(0);
    }

    /// A place to look from later.
    int size() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    List<Envelope> from(int place) {
        lock.lock();
        try {
            return List.copyOf(events.subList(place, events.size()));
        } finally {
            lock.unlock();
        }
    }

    /// Waits for an event, among those from a place on.
    ///
    /// @return null when it does not come in time, or never will
    @Nullable Envelope await(int place, Predicate<Envelope> wanted, Duration most)
            throws InterruptedException {
        long left = most.toNanos();
        int next = place;
        lock.lockInterruptibly();
        try {
            while (true) {
                for (; next < events.size(); next++) {
                    if (wanted.test(events.get(next))) {
                        return events.get(next);
                    }
                }
                if (left <= 0 || trouble != null) {
                    return null;
                }
                left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    static boolean asks(Envelope envelope, String requestId) {
        return envelope.event() instanceof SessionEvent.PermissionRequested asked
                && asked.request().requestId().equals(requestId);
    }

    static boolean isEndOf(Envelope envelope, String query) {
        return envelope.event() instanceof SessionEvent.QueryEnded ended
                && ended.queryId().equals(query);
    }
}
