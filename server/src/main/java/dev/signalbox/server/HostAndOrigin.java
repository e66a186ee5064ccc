package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Which `Host` and `Origin` a request may name. Keeps pages of other sites, and names that somebody
/// else's DNS points here, from using the browser of a person who may.
final class HostAndOrigin {
    private final Supplier<ServerSettings> settings;
    private final IntSupplier port;

    /// @param settings those that are in force now
    /// @param port the port that is bound
    HostAndOrigin(Supplier<ServerSettings> settings, IntSupplier port) {
        this.settings = settings;
        this.port = port;
    }

    /// Why the request is refused; null when it is not.
    @Nullable String refusal(@Nullable String host, @Nullable String origin) {
        if (host == null || !isAllowedHost(host)) {
            return "Host '"
                    + host
                    + "' is not this server's: call it by its bound address, or add the name to"
                    + " server.allowedHosts";
        }
        if (origin == null || isAllowedForeign(origin) || isSame(origin, host)) {
            return null;
        }
        return "Origin '" + origin + "' is foreign: add it to server.corsOrigins to let it in";
    }

    /// Whether a foreign origin was let in by the configuration.
    boolean isAllowedForeign(String origin) {
        return settings.get().corsOrigins().contains(origin);
    }

    private static boolean isSame(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    private boolean isAllowedHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int colon = lower.endsWith("]") ? -1 : lower.lastIndexOf(':');
        String name = colon < 0 ? lower : lower.substring(0, colon);
        if (settings.get().allowedHosts().stream()
                .anyMatch(it -> it.equalsIgnoreCase(lower) || it.equalsIgnoreCase(name))) {
            return true;
        }
        String usual = settings.get().tls() == null ? "80" : "443";
        String given = colon < 0 ? usual : lower.substring(colon + 1);
        return given.equals(Integer.toString(port.getAsInt())) && isOwnName(name);
    }

    private boolean isOwnName(String name) {
        String bound = settings.get().host().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "localhost", "127.0.0.1", "[::1]" -> true;
            default ->
                    name.equals(bound)
                            || name.equals("[" + bound + "]")
                            || (isWildcard(bound) && isAddress(name));
        };
    }

    private static boolean isWildcard(String bound) {
        return bound.equals("0.0.0.0") || bound.equals("::");
    }

    /// A literal address is nobody's DNS name.
    private static boolean isAddress(String name) {
        return name.startsWith("[") || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }
}
