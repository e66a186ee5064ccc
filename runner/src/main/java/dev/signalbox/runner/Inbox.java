package dev.signalbox.runner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The agent loop's mail. Whoever posts waits while there is no room: a full inbox holds the
/// agent's output in its pipe and a server's commands in their socket.
final class Inbox {
    private static final int CONTROL_MAX = 1024;
    private static final int BATCH_MAX = 512;

    private final long agentBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mail = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Deque<Message> control = new ArrayDeque<>();
    private final Deque<Message.FromAgent> fromAgent = new ArrayDeque<>();
    private long agentBytes;
    private boolean isClosed;

    /// @param agentBytesMax an agent's messages that are not taken yet may hold this much
    Inbox(long agentBytesMax) {
        this.agentBytesMax = agentBytesMax;
    }

    /// Posts a message, waiting for room.
    ///
    /// @return false when nobody reads any more
    boolean post(Message message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isClosed && !hasRoom(message)) {
                room.await();
            }
            if (isClosed) {
                return false;
            }
            if (message instanceof Message.FromAgent one) {
                fromAgent.add(one);
                agentBytes += one.weight();
            } else {
                control.add(message);
            }
            mail.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Message message) {
        return switch (message) {
            case Message.FromAgent _ -> agentBytes < agentBytesMax;
            case Message.Stop _, Message.Detached _ -> true;
            default -> control.size() < CONTROL_MAX;
        };
    }

    /// Takes what is there, or waits for it.
    ///
    /// @param withAgent false: what the agent says stays where it is
    /// @param maxNanos how long to wait at most
    /// @return empty when the time is up; commands before what the agent said
    List<Message> take(boolean withAgent, long maxNanos) throws InterruptedException {
        long left = maxNanos;
        lock.lockInterruptibly();
        try {
            while (control.isEmpty() && (!withAgent || fromAgent.isEmpty())) {
                if (left <= 0) {
                    return List.of();
                }
                left = mail.awaitNanos(left);
            }
            var batch = new ArrayList<Message>(control);
            control.clear();
            while (withAgent && !fromAgent.isEmpty() && batch.size() < BATCH_MAX) {
                var one = fromAgent.remove();
                agentBytes -= one.weight();
                batch.add(one);
            }
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Nobody reads any more: those who wait are let go.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// For a wait with no end.
    static long forever() {
        return TimeUnit.DAYS.toNanos(1);
    }
}
