package dev.signalbox.server;

import dev.signalbox.runtime.SessionHost;

import java.time.InstantSource;

/// What every WebSocket of a server shares.
record WebSocketContext(
        ServerSettings settings,
        SessionHost host,
        Access access,
        Authenticator authenticator,
        Idempotency idempotency,
        SessionWatch watch,
        LiveStreams streams,
        Metrics metrics,
        Pace pace,
        InstantSource clock) {}
