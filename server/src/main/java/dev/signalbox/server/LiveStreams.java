package dev.signalbox.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every open WebSocket and SSE response, so that a stop can end them.
final class LiveStreams {
    private static final long LOOK_MILLIS = 10;

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
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
            streams.remove(stream);
            return false;
        }
        return true;
    }

    void remove(Stream stream) {
        streams.remove(stream);
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
        long deadline = System.nanoTime() + grace.toNanos();
        while (!streams.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        streams.forEach(Stream::abort);
    }

    private static void finish(Stream stream) {
        try {
            stream.finish();
        } catch (InterruptedException e) {
            stream.abort();
        }
    }
}
