package dev.signalbox.server;

import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.access.Keys;
import dev.signalbox.server.secrets.Secrets;

import java.time.InstantSource;
import java.util.function.Supplier;

/// What every WebSocket of a server shares.
///
/// @param inForce says the settings that are in force now
record WebSocketContext(
        Supplier<ServerSettings> inForce,
        SessionHost host,
        Access access,
        Admission admission,
        Keys keys,
        Secrets secrets,
        AccessCheck check,
        Idempotency idempotency,
        SessionWatch watch,
        LiveStreams streams,
        Metrics metrics,
        Pace pace,
        InstantSource clock) {
    /// The settings that are in force now.
    ServerSettings settings() {
        return inForce.get();
    }
}
