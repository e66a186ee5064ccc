package dev.signalbox.server;

import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.access.Keys;
import dev.signalbox.server.secrets.Secrets;

import java.time.InstantSource;

/// What every WebSocket of a server shares.
record WebSocketContext(
        ServerSettings settings,
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
        InstantSource clock) {}
