package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Who signed in with a browser: a cookie that its scripts cannot read, and a token that only pages
/// of the same origin can. Neither opens anything without the other: a cookie goes to every port of
/// a host and is sent by a browser for whoever asks it to. In memory only.
///
/// Thread-safe.
final class BrowserSessions {
    /// How long one lasts at most; it ends sooner when what was shown for it does.
    static final Duration LIFE = Duration.ofHours(12);

    private static final int OPEN_MAX = 10_000;
    private static final int OPEN_EACH_MAX = 50;

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// By the cookie's fingerprint, the oldest first.
    private final Map<String, Session> open = new LinkedHashMap<>();

    private record Session(Credentials shown, String tokenFingerprint, long endsAt) {}

    /// One that was opened; nobody can be told its secrets again.
    record Opened(String cookie, String token, Instant expiresAt) {
        /// Without the secrets, which belong in no log.
        @Override
        public String toString() {
            return "Opened[" + expiresAt + "]";
        }
    }

    /// @param clock the time of day that answers say
    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    BrowserSessions(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Signs in. Who has as many as one may have is signed out where it signed in first.
    Opened open(Credentials shown) {
        var opened =
                new Opened(
                        Secrets.random(),
                        Secrets.random(),
                        clock.instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS));
        String fingerprint = Secrets.fingerprint(opened.cookie());
        var through = shown.through(fingerprint, () -> isOpen(fingerprint));
        keep(fingerprint, through, Secrets.fingerprint(opened.token()));
        return opened;
    }

    private synchronized void keep(String fingerprint, Credentials shown, String token) {
        long now = nanoTime.getAsLong();
        open.values().removeIf(it -> hasEnded(it, now));
        var who = shown.who();
        if (open.values().stream().filter(it -> it.shown().who().isSame(who)).count()
                >= OPEN_EACH_MAX) {
            removeFirst(it -> it.shown().who().isSame(who));
        }
        if (open.size() >= OPEN_MAX) {
            removeFirst(_ -> true);
        }
        open.put(fingerprint, new Session(shown, token, now + LIFE.toNanos()));
    }

    private void removeFirst(Predicate<Session> which) {
        var all = open.values().iterator();
        while (all.hasNext()) {
            if (which.test(all.next())) {
                all.remove();
                return;
            }
        }
    }

    /// What was shown at the sign-in; null when there was none, it has ended, or the token is not the
    /// cookie's.
    @Nullable Credentials of(String cookie, String token) {
        @Nullable Session session = session(Secrets.fingerprint(cookie));
        return session == null
                        || !session.tokenFingerprint().equals(Secrets.fingerprint(token))
                        || session.shown().again() == null
                ? null
                : session.shown();
    }

    private synchronized @Nullable Session session(String fingerprint) {
        @Nullable Session session = open.get(fingerprint);
        return session == null || hasEnded(session, nanoTime.getAsLong()) ? null : session;
    }

    private boolean isOpen(String fingerprint) {
        return session(fingerprint) != null;
    }

    private static boolean hasEnded(Session session, long now) {
        return session.endsAt() - now <= 0;
    }

    /// Signs out. Streams that were opened with it are no longer their reader's.
    synchronized void close(String cookie) {
        open.remove(Secrets.fingerprint(cookie));
    }
}
