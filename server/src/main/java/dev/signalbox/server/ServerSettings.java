package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.tls.TlsFiles;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/// How the server listens and how long it waits.
///
/// @param host the address to bind; loopback unless configured
/// @param port 0 takes a free one
/// @param maxBodyBytes bound of a request body and of a WebSocket message from a client
/// @param heartbeatInterval how often a stream says that it lives
/// @param slowClientTimeout how long a socket may take nothing before it is closed; longer than
///   `heartbeatInterval`
/// @param authTimeout how long a WebSocket may stay without authentication
/// @param corsOrigins foreign origins (`https://console.example.org`) that may call
/// @param allowedHosts names by which clients may call besides the bound host and loopback: `name`
///   (any port) or `name:port`
/// @param limits how many event streams
/// @param openMetrics whether `/metrics` is for everybody
/// @param tls the certificate; null = plain HTTP
public record ServerSettings(
        String host,
        int port,
        int maxBodyBytes,
        Duration heartbeatInterval,
        Duration slowClientTimeout,
        Duration authTimeout,
        Set<String> corsOrigins,
        Set<String> allowedHosts,
        ServerLimits limits,
        boolean openMetrics,
        @Nullable TlsFiles tls) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /// @throws SignalboxException `CONFIG_INVALID`, naming the setting and what is allowed
    public ServerSettings {
        require(!host.isBlank(), "server.host must not be empty");
        require(port >= 0 && port <= 65_535, "server.port must be 0 to 65535, not " + port);
        require(
                maxBodyBytes >= 1_024 && maxBodyBytes <= ProtocolLimits.LINE_BYTES_MAX,
                "server.maxBodyBytes must be 1024 to "
                        + ProtocolLimits.LINE_BYTES_MAX
                        + ", not "
                        + maxBodyBytes);
        positive(heartbeatInterval, "server.heartbeatInterval");
        positive(slowClientTimeout, "server.slowClientTimeout");
        positive(authTimeout, "server.authTimeout");
        require(
                heartbeatInterval.compareTo(slowClientTimeout) < 0,
                "server.heartbeatInterval must be shorter than server.slowClientTimeout");
        corsOrigins = Set.copyOf(corsOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
        corsOrigins.forEach(ServerSettings::requireOrigin);
    }

    /// Plain HTTP.
    public ServerSettings(
            String host,
            int port,
            int maxBodyBytes,
            Duration heartbeatInterval,
            Duration slowClientTimeout,
            Duration authTimeout,
            Set<String> corsOrigins,
            Set<String> allowedHosts,
            ServerLimits limits,
            boolean openMetrics) {
        this(
                host,
                port,
                maxBodyBytes,
                heartbeatInterval,
                slowClientTimeout,
                authTimeout,
                corsOrigins,
                allowedHosts,
                limits,
                openMetrics,
                null);
    }

    /// The same with a certificate.
    public ServerSettings with(@Nullable TlsFiles certificate) {
        return new ServerSettings(
                host,
                port,
                maxBodyBytes,
                heartbeatInterval,
                slowClientTimeout,
                authTimeout,
                corsOrigins,
                allowedHosts,
                limits,
                openMetrics,
                certificate);
    }

    /// What addresses of the server begin with.
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    /// What the server does unless it is told otherwise.
    public static ServerSettings defaults() {
        return new ServerSettings(
                "127.0.0.1",
                7717,
                ProtocolLimits.BODY_BYTES_MAX,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Set.of(),
                Set.of(),
                ServerLimits.DEFAULT,
                false);
    }

    /// The same at another address.
    public ServerSettings at(String otherHost, int otherPort) {
        return new ServerSettings(
                otherHost,
                otherPort,
                maxBodyBytes,
                heartbeatInterval,
                slowClientTimeout,
                authTimeout,
                corsOrigins,
                allowedHosts,
                limits,
                openMetrics,
                tls);
    }

    private static void requireOrigin(String origin) {
        try {
            var uri = URI.create(origin);
            boolean isOrigin =
                    uri.getScheme() != null
                            && uri.getRawAuthority() != null
                            && uri.getRawPath().isEmpty();
            require(isOrigin, "server.corsOrigins: '" + origin + "' is not scheme://host[:port]");
        } catch (IllegalArgumentException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID,
                    "server.corsOrigins: '" + origin + "' is not scheme://host[:port]",
                    e);
        }
    }

    private static void positive(Duration value, String name) {
        require(
                value.isPositive() && value.compareTo(LONGEST) <= 0,
                name + " must be more than 0 and at most 1h");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new SignalboxException(ErrorCode.CONFIG_INVALID, message);
        }
    }
}
