package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How often a principal may ask, and how often an address may show what nobody has.
///
/// Who shows what is right is never refused for what others show from the same address: behind a
/// proxy, and on the server's own machine, all have one.
final class RequestRates {
    private static final int BURST_SECONDS = 2;
    private static final double SECONDS_PER_MINUTE = 60;

    private final ServerLimits limits;
    private final TokenBuckets<Owner> requests;
    private final TokenBuckets<String> failures;

    private record Owner(String name, @Nullable String tenant) {}

    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    RequestRates(ServerLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        requests =
                new TokenBuckets<>(
                        limits.requestsPerSecond(),
                        (double) BURST_SECONDS * limits.requestsPerSecond(),
                        nanoTime);
        failures =
                new TokenBuckets<>(
                        limits.failedAuthPerMinute() / SECONDS_PER_MINUTE,
                        limits.failedAuthPerMinute(),
                        nanoTime);
    }

    /// A request of a principal, or a frame.
    ///
    /// @throws SignalboxException `RATE_LIMITED`
    void asked(Principal who) {
        long wait = requests.take(new Owner(who.name(), who.tenant()));
        if (wait > 0) {
            throw limited(
                    "'"
                            + who.name()
                            + "' asks more than "
                            + limits.requestsPerSecond()
                            + " times a second, as often as limits.requestsPerSecond allows",
                    wait);
        }
    }

    /// Somebody at this address showed what nobody has.
    ///
    /// @throws SignalboxException `RATE_LIMITED` when that is too often
    void failed(String address) {
        long wait = failures.take(network(address));
        if (wait > 0) {
            throw limited(
                    "more than "
                            + limits.failedAuthPerMinute()
                            + " requests a minute from this address showed what nobody has, as many"
                            + " as limits.failedAuthPerMinute allows; one with a valid token is let"
                            + " in",
                    wait);
        }
    }

    /// Who has an address of IPv6 has the 2^64 beside it.
    private static String network(String address) {
        String[] groups = address.split(":", -1);
        return groups.length == 8
                ? String.join(":", groups[0], groups[1], groups[2], groups[3])
                : address;
    }

    private static SignalboxException limited(String why, long waitNanos) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(waitNanos + 999_999_999));
        return new SignalboxException(
                ErrorCode.RATE_LIMITED, why, Map.of(Problems.RETRY_AFTER, seconds), null);
    }
}
