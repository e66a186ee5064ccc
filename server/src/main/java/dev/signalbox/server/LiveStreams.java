package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Every open WebSocket and SSE response, so that a stop can end them; no more than the limits allow.
final class LiveStreams {
    private final Supplier<ServerLimits> inForce;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    /// Whose streams are open.
    private final Map<Stream, Owner> owners = new ConcurrentHashMap<>();

    private final Map<Owner, Integer> counts = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private volatile boolean isClosed;

    /// Something that lasts longer than a request.
    interface Stream {
        /// Asks it to say goodbye and end. May block for a moment.
        ///
        /// @param code of a [CloseCode], for a WebSocket
        void finish(int code, String reason) throws InterruptedException;

        /// Ends it at once.
        void abort();

        /// What its reader showed; null while it has shown nothing.
        @Nullable Credentials credentials();
    }

    private record Owner(String name, @Nullable String tenant) {}

    /// @param inForce says the limits that are in force now
    LiveStreams(Supplier<ServerLimits> inForce) {
        this.inForce = inForce;
    }

    /// Refuses one more stream where there are as many as are allowed already.
    ///
    /// @throws SignalboxException `OVERLOADED`
    void requireRoom() {
        int most = inForce.get().connections();
        if (streams.size() >= most) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "this server has "
                            + most
                            + " event streams open, as many as limits.connections allows: try again"
                            + " later");
        }
    }

    /// Counts a stream that was added as one of this principal's until it is removed.
    ///
    /// @throws SignalboxException `OVERLOADED`, and it is not counted
    void admit(Stream stream, Principal who) {
        var owner = new Owner(who.name(), who.tenant());
        if (owner.equals(owners.get(stream))) {
            return;
        }
        int most = inForce.get().connectionsPerPrincipal();
        if (counts.merge(owner, 1, Integer::sum) > most) {
            forget(owner);
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "'"
                            + who.name()
                            + "' has "
                            + most
                            + " event streams open, as many as limits.connectionsPerPrincipal"
                            + " allows: close some");
        }
        release(owners.put(stream, owner));
        if (!streams.contains(
                stream)) { // It has gone meanwhile: nobody would take it off the count.
            release(owners.remove(stream));
        }
    }

    private void release(@Nullable Owner owner) {
        if (owner != null) {
            forget(owner);
        }
    }

    private void forget(Owner owner) {
        counts.computeIfPresent(owner, (_, count) -> count == 1 ? null : count - 1);
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
        release(owners.remove(stream));
        lock.lock();
        try {
            someEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Each that is open, while others begin and end.
    void forEach(Consumer<Stream> what) {
        streams.forEach(what);
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
            stream.finish(CloseCode.RESTARTING, "restarting");
        } catch (InterruptedException e) {
            stream.abort();
        }
    }
}
