package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

/// How many event streams (WebSockets and SSE responses) a server holds open, and how often it is
/// asked. What would go over is refused: 429 `OVERLOADED` or `RATE_LIMITED`, or close code 4429 for a
/// WebSocket that says later who it is.
///
/// @param connections in all
/// @param connectionsPerPrincipal those of one principal
/// @param requestsPerSecond requests and frames of one principal; twice as many at once
/// @param failedAuthPerMinute requests from one address that show what nobody has
public record ServerLimits(
        int connections,
        int connectionsPerPrincipal,
        int requestsPerSecond,
        int failedAuthPerMinute) {
    /// What a server takes unless it is told otherwise.
    public static final ServerLimits DEFAULT = new ServerLimits(10_000, 5_000, 2_000, 60);

    /// Sockets for requests, probes and those that are refused, beside those of event streams.
    private static final int SPARE_SOCKETS = 1_000;

    /// @throws SignalboxException `CONFIG_INVALID`
    public ServerLimits {
        requirePositive(connections, "connections");
        requirePositive(connectionsPerPrincipal, "connectionsPerPrincipal");
        requirePositive(requestsPerSecond, "requestsPerSecond");
        requirePositive(failedAuthPerMinute, "failedAuthPerMinute");
    }

    /// The usual rates, with other bounds of connections.
    ServerLimits(int connections, int connectionsPerPrincipal) {
        this(
                connections,
                connectionsPerPrincipal,
                DEFAULT.requestsPerSecond(),
                DEFAULT.failedAuthPerMinute());
    }

    /// TCP connections that are accepted at the same time; further ones wait in the kernel.
    int sockets() {
        return connections + SPARE_SOCKETS;
    }

    private static void requirePositive(int limit, String name) {
        if (limit < 1) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID, "limits." + name + " must be 1 or more");
        }
    }
}
