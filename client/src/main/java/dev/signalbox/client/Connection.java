package dev.signalbox.client;

import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/// One connection that brings a session's events. Used by one thread.
interface Connection extends AutoCloseable {
    /// Opens one, or gets ready to.
    ///
    /// @throws SignalboxException if nobody answers, or the answer is no
    static Connection open(Rest rest, String sessionId, SubscribeOptions options) {
        return switch (options.transport()) {
            case WEBSOCKET -> WebSocketConnection.open(rest, sessionId, options);
            case SSE -> new SseConnection(rest, sessionId, options);
        };
    }

    /// Asks for the session's events from the cursor on.
    ///
    /// @return the id that the reply to it carries, or null where none is to be waited for
    @Nullable String join(EventCursor cursor) throws IOException, InterruptedException;

    /// The next thing that comes, or null when nothing came in time. What is not asked for stays
    /// with the peer.
    @Nullable Inbound next(Duration timeout) throws InterruptedException;

    /// Tells the peer that this reader leaves. From any thread; [#close] follows.
    default void goodbye() {}

    @Override
    void close();

    /// What a connection brings.
    sealed interface Inbound {
        /// One or more JSON objects, one a line.
        ///
        /// @param epoch of the journal that they are from; 0 where the transport does not say
        record Text(String text, long epoch) implements Inbound {}

        /// The peer said goodbye.
        record Closed(int code, String reason) implements Inbound {}

        /// The connection broke.
        record Broken(Throwable why) implements Inbound {}
    }
}
