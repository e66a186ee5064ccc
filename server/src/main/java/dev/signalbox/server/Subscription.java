package dev.signalbox.server;

import dev.signalbox.runtime.EventFeed.Cursor;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One session's place in a client's stream: a cursor, and whether there may be more to read.
final class Subscription {
    private final String sessionId;
    private final Consumer<Subscription> whenReady;
    private final AtomicBoolean isReady = new AtomicBoolean();
    private @Nullable Cursor cursor;
    private long headSeq;
    private long epoch;

    /// @param whenReady called on any thread when there may be more to read; not again before
    ///   [#taken]
    Subscription(String sessionId, Consumer<Subscription> whenReady) {
        this.sessionId = sessionId;
        this.whenReady = whenReady;
    }

    /// Gives it its cursor, before it is handed to the thread that reads.
    Subscription opened(Cursor opened, long atHeadSeq, long atEpoch) {
        cursor = opened;
        headSeq = atHeadSeq;
        epoch = atEpoch;
        return this;
    }

    String sessionId() {
        return sessionId;
    }

    /// The session's head when it was opened, or the last event read if that is later.
    long headSeq() {
        return headSeq;
    }

    long epoch() {
        return epoch;
    }

    Cursor cursor() {
        if (cursor == null) {
            throw new IllegalStateException("subscription of " + sessionId + " has no cursor");
        }
        return cursor;
    }

    void read(long seq) {
        headSeq = Math.max(headSeq, seq);
    }

    /// Any thread.
    void wake() {
        if (!isReady.get() && isReady.compareAndSet(false, true)) {
            whenReady.accept(this);
        }
    }

    /// The reader is about to read: a [#wake] from here on counts again.
    void taken() {
        isReady.set(false);
    }
}
