package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The sessions that one client has joined, and which of them have something to read. Used by the
/// pump's thread; only [#ready] is for any thread.
final class Subscriptions {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());
    private static final int TURN_BYTES = 16 * 1024;
    private static final int TURN_EVENTS = 128;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Outlet outlet;

    /// Those with something to read, each at most once.
    private final ConcurrentLinkedQueue<Subscription> ready = new ConcurrentLinkedQueue<>();

    private final Map<String, Subscription> joined = new HashMap<>();

    /// Those that wait for the journal to work again.
    private final Map<String, Subscription> stalled = new HashMap<>();

    private long retryAt;
    private volatile int count;

    Subscriptions(Outlet outlet) {
        this.outlet = outlet;
    }

    /// There may be something to read.
    void ready(Subscription subscription) {
        ready.add(subscription);
    }

    boolean isIdle() {
        return ready.isEmpty();
    }

    /// How many are joined. Any thread.
    int count() {
        return count;
    }

    /// Takes the place of an older one to the same session.
    void attach(Subscription subscription) {
        drop(joined.get(subscription.sessionId()));
        joined.put(subscription.sessionId(), subscription);
        count = joined.size();
        subscription.wake();
    }

    void detach(String sessionId) {
        drop(joined.get(sessionId));
    }

    /// Takes turns between the sessions that have something, until one write is full.
    void fill(int bytesMax) {
        while (outlet.waiting() < bytesMax) {
            @Nullable Subscription next = ready.poll();
            if (next == null) {
                return;
            }
            next.taken();
            if (joined.get(next.sessionId()) == next) {
                read(next);
            }
        }
    }

    /// Tells how far readers have come over what their filters held back.
    void sayProgress() {
        joined.values().forEach(this::sayProgress);
    }

    /// How long until those that wait for the journal are read again.
    long retryInNanos(long now) {
        return stalled.isEmpty() ? Long.MAX_VALUE : retryAt - now;
    }

    void retryDue(long now) {
        if (retryInNanos(now) <= 0) {
            stalled.values().forEach(Subscription::wake);
            stalled.clear();
        }
    }

    void closeAll() {
        joined.values().forEach(subscription -> subscription.cursor().close());
        joined.clear();
        stalled.clear();
        count = 0;
    }

    private void read(Subscription from) {
        try {
            var cursor = from.cursor();
            var events = cursor.next(TURN_EVENTS, TURN_BYTES);
            for (var event : events) {
                outlet.event(from, event);
                from.read(event.seq());
            }
            if (!events.isEmpty()) {
                from.wake(); // There may be more; the others first.
            } else if (cursor.isDeleted()) {
                sayDeleted(from);
            }
        } catch (SignalboxException e) {
            cannotRead(from, e);
        }
    }

    private void cannotRead(Subscription from, SignalboxException e) {
        if (e.code() == ErrorCode.JOURNAL_UNAVAILABLE) {
            if (stalled.isEmpty()) {
                retryAt = System.nanoTime() + RETRY.toNanos();
            }
            stalled.put(from.sessionId(), from);
        } else if (e.code() == ErrorCode.SESSION_NOT_FOUND) {
            sayDeleted(from);
        } else {
            LOG.log(Level.WARNING, "cannot read events session_id=" + from.sessionId(), e);
            drop(from);
            String reason = e.code().title();
            say(new ServerFrame.Resync(from.sessionId(), reason, from.headSeq(), from.epoch()));
        }
    }

    private void sayDeleted(Subscription of) {
        drop(of);
        say(new ServerFrame.SessionDeleted(of.sessionId()));
    }

    private void sayProgress(Subscription of) {
        @Nullable Long seq = of.cursor().progress();
        if (seq != null) {
            of.read(seq);
            say(new ServerFrame.Cursor(of.sessionId(), seq));
        }
    }

    private void say(ServerFrame frame) {
        outlet.frame(ProtocolJson.writeBytes(frame));
    }

    private void drop(@Nullable Subscription subscription) {
        if (subscription != null) {
            joined.remove(subscription.sessionId());
            stalled.remove(subscription.sessionId());
            count = joined.size();
            subscription.cursor().close();
        }
    }
}
