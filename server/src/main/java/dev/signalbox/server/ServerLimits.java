package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

/// How many event streams (WebSockets and SSE responses) a server holds open. What would go over is
/// refused: 429 `OVERLOADED`, or close code 4429 for a WebSocket that says later who it is.
///
/// @param connections in all
/// @param connectionsPerPrincipal those of one principal
public record ServerLimits(int connections, int connectionsPerPrincipal) {
    /// What a server takes unless it is told otherwise.
    public static final ServerLimits DEFAULT = new ServerLimits(10_000, 5_000);

    /// Sockets for requests, probes and those that are refused, beside those of event streams.
    private static final int SPARE_SOCKETS = 1_000;

    /// @throws SignalboxException `CONFIG_INVALID`
    public ServerLimits {
        requirePositive(connections, "connections");
        requirePositive(connectionsPerPrincipal, "connectionsPerPrincipal");
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
