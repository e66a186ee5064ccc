package dev.signalbox.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Every open WebSocket and SSE response, so that a stop can end them.
final class LiveStreams {
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private volatile boolean isClosed;

    /// Something that lasts longer than a request.
    interface Stream {
        /// Asks it to say goodbye and end. May block for a moment.
        void finish() throws InterruptedException;

        /// Ends it at once.
        void abort();
    }

    /// @return false if the server is stopping: the stream must not begin
    boolean add(Stream stream) {
        streams.add(stream);
        if (isClosed) {
            remove(stream);
            return false;
        }
        return true;
    }

    void remove(Stream stream) {
        streams.remove(stream);
        lock.lock();
        try {
            someEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return streams.size();
    }

    /// Lets no stream begin any more, asks all to end, and ends those that have not after the grace.
    void close(Duration grace) throws InterruptedException {
        isClosed = true;
        for (var stream : streams) {
            Thread.ofVirtual().name("stream-finish").start(() -> finish(stream));
        }
        awaitEnds(grace);
        streams.forEach(Stream::abort);
    }

    private void awaitEnds(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (!streams.isEmpty() && left > 0) {
                left = someEnded.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void finish(Stream stream) {
        try {
            stream.finish();
        } catch (InterruptedException e) {
            stream.abort();
        }
    }
}
