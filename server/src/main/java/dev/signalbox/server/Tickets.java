package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies.TicketView;
import dev.signalbox.protocol.Requests.TicketUse;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Tickets: what stands in an address in the place of a token, and is worth nothing to whoever reads
/// it there later. Each opens one thing, once, within its time. In memory only.
///
/// Thread-safe.
final class Tickets {
    private static final String PREFIX = "sbt_";
    private static final int UNUSED_MAX = 10_000;
    private static final int UNUSED_EACH_MAX = 100;

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// By fingerprint, the oldest first.
    private final Map<String, Ticket> unused = new LinkedHashMap<>();

    private record Ticket(Credentials shown, TicketUse use, long endsAt) {}

    /// @param clock the time of day that answers say
    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    Tickets(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    private static Duration life(TicketUse use) {
        return switch (use) {
            case STREAM -> Duration.ofSeconds(30);
            case SIGNIN -> Duration.ofMinutes(10); // A person is to copy it.
        };
    }

    /// A ticket for whoever showed these.
    ///
    /// @throws SignalboxException `RATE_LIMITED` to who has too many that are not used
    TicketView issue(Credentials shown, TicketUse use) {
        String text = PREFIX + Secrets.random();
        keep(Secrets.fingerprint(text), shown, use);
        return new TicketView(
                text, use, clock.instant().plus(life(use)).truncatedTo(ChronoUnit.MILLIS));
    }

    private synchronized void keep(String fingerprint, Credentials shown, TicketUse use) {
        long now = nanoTime.getAsLong();
        unused.values().removeIf(ticket -> ticket.endsAt() - now <= 0);
        var who = shown.who();
        long own = unused.values().stream().filter(it -> it.shown().who().isSame(who)).count();
        if (own >= UNUSED_EACH_MAX) {
            throw tooMany("'" + who.name() + "' has " + own);
        }
        if (unused.size() >= UNUSED_MAX) {
            throw tooMany("all together have " + UNUSED_MAX);
        }
        unused.put(fingerprint, new Ticket(shown, use, now + life(use).toNanos()));
    }

    private static SignalboxException tooMany(String who) {
        return new SignalboxException(
                ErrorCode.RATE_LIMITED,
                who
                        + " tickets that are not used: use those, or wait until they end, "
                        + life(TicketUse.STREAM).toSeconds()
                        + " s for those of streams");
    }

    /// What the ticket was given for; null when there is no such ticket, or it was used, has ended, is
    /// for something else, or what it was given for is not accepted any more. It is used then.
    @Nullable Credentials take(String text, TicketUse use) {
        @Nullable Ticket ticket = remove(Secrets.fingerprint(text), use);
        return ticket == null || ticket.shown().again() == null ? null : ticket.shown();
    }

    private synchronized @Nullable Ticket remove(String fingerprint, TicketUse use) {
        @Nullable Ticket ticket = unused.get(fingerprint);
        if (ticket == null || ticket.use() != use) {
            return null;
        }
        unused.remove(fingerprint);
        return ticket.endsAt() - nanoTime.getAsLong() > 0 ? ticket : null;
    }
}
