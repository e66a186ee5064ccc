package dev.signalbox.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The only door into a session: many threads put, the owner takes.
///
/// Bounded. Closes with its owner, so that no caller waits on a session that has ended. The lock
/// is held for queue work only, never across a call that can block.
final class Mailbox<T> {
    /// What became of a message.
    enum Put {
        TAKEN,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private final Condition hasMessage = lock.newCondition();
    private final ArrayDeque<T> messages = new ArrayDeque<>();
    private boolean closed;

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /// Waits for room. For the reader of a runner's socket this wait is the back-pressure.
    ///
    /// @return false if the mailbox is closed, and the message was not taken
    boolean put(T message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && messages.size() >= capacity) {
                hasRoom.await();
            }
            return add(message);
        } finally {
            lock.unlock();
        }
    }

    /// As [#put], and waits no longer than that.
    ///
    /// @return false also when there was no room in time
    boolean put(T message, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && messages.size() >= capacity) {
                if (left <= 0) {
                    return false;
                }
                left = hasRoom.awaitNanos(left);
            }
            return add(message);
        } finally {
            lock.unlock();
        }
    }

    /// Does not wait: a request that finds no room is refused.
    Put offer(T message) {
        lock.lock();
        try {
            if (!closed && messages.size() >= capacity) {
                return Put.FULL;
            }
            return add(message) ? Put.TAKEN : Put.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /// How many wait.
    int size() {
        lock.lock();
        try {
            return messages.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean add(T message) {
        if (closed) {
            return false;
        }
        messages.add(message);
        hasMessage.signal();
        return true;
    }

    /// Waits for one message, then takes what else is there, at most `max` in all.
    List<T> takeBatch(int max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty()) {
                hasMessage.await();
            }
            var batch = new ArrayList<T>(Math.min(max, messages.size()));
            while (batch.size() < max && !messages.isEmpty()) {
                batch.add(messages.remove());
            }
            hasRoom.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Refuses all further messages.
    ///
    /// @return the messages that nobody will take, for the caller to answer
    List<T> close() {
        lock.lock();
        try {
            closed = true;
            hasRoom.signalAll();
            var left = List.copyOf(messages);
            messages.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
