package dev.signalbox.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One connection that brings a session's events. Used by one thread.
interface Connection extends AutoCloseable {
    /// Asks for the session's events from the cursor on.
    ///
    /// @return the id that the reply to it carries, or null where none is to be waited for
    @Nullable String join(EventCursor cursor) throws InterruptedException;

    /// The next thing that comes, or null when nothing came in time. At most one is on its way:
    /// the peer waits until it is asked for.
    @Nullable Inbound next(Duration timeout) throws InterruptedException;

    @Override
    void close();

    /// What a connection brings.
    sealed interface Inbound {
        /// One or more JSON objects, one a line.
        record Text(String text) implements Inbound {}

        /// The peer said goodbye.
        record Closed(int code, String reason) implements Inbound {}

        /// The connection broke.
        record Broken(Throwable why) implements Inbound {}
    }
}
