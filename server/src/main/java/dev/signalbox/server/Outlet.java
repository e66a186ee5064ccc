package dev.signalbox.server;

import dev.signalbox.runtime.EventFeed.Delivery;

import java.io.IOException;

/// Where a pump's output goes: a WebSocket, or an SSE response. Used by the pump's thread only.
interface Outlet {
    /// Collects an event.
    void event(Subscription from, Delivery event);

    /// Collects a frame of the server: one JSON object that begins with its `type`.
    void frame(byte[] json);

    /// Collects a heartbeat, and asks the client for a sign of life where the transport has one.
    ///
    /// @throws SilentClientException if the client has given none for too long
    default void heartbeat(byte[] json) throws SilentClientException {
        frame(json);
    }

    /// Bytes collected and not yet written.
    int waiting();

    /// Writes what was collected and waits until the socket has taken it.
    ///
    /// @return whether there was anything to write
    /// @throws SlowClientException if the socket took nothing for the time allowed
    /// @throws IOException if the client is gone
    boolean flush() throws IOException, InterruptedException;

    /// Says goodbye, within a bounded time.
    void finish(int code, String reason) throws IOException, InterruptedException;
}
