package dev.signalbox.server;

import dev.signalbox.runtime.SessionHost;

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
        Stores stores,
        AccessCheck check,
        Auditor auditor,
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
