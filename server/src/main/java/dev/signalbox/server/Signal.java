package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Wakes one thread. Raising costs nothing while it is up already.
final class Signal {
    private final AtomicBoolean isUp = new AtomicBoolean();
    private volatile @Nullable Thread waiter;

    /// Any thread.
    void raise() {
        if (!isUp.get() && isUp.compareAndSet(false, true)) {
            LockSupport.unpark(waiter);
        }
    }

    /// Waits until it is raised, or the time is over. May return early. What was done before a
    /// [#raise] is seen after it.
    ///
    /// @throws InterruptedException if the thread was interrupted
    void await(long nanos) throws InterruptedException {
        waiter = Thread.currentThread();
        if (!isUp.get() && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        isUp.set(false);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
