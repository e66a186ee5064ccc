package dev.signalbox.server;

import dev.signalbox.server.access.SignInFile;
import dev.signalbox.server.access.SignInFile.Kept;
import dev.signalbox.server.secrets.SealKey;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Who signed in with a browser: a cookie that its scripts cannot read, and a token that only pages
/// of the same origin can. Neither opens anything without the other: a cookie goes to every port of
/// a host and is sent by a browser for whoever asks it to.
///
/// They outlive the server: a page that is open when it is killed goes on with the next one. What was
/// shown at the sign-in is kept sealed with the cookie, which the server forgets at once.
///
/// Thread-safe; who signs in or out waits for the disk.
final class BrowserSessions {
    /// How long one lasts at most; it ends sooner when what was shown for it does.
    static final Duration LIFE = Duration.ofHours(12);

    private static final int OPEN_MAX = 10_000;
    private static final int OPEN_EACH_MAX = 50;
    private static final String PURPOSE = "signalbox sign-in";

    private final Authenticator authenticator;
    private final SignInFile file;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// By the cookie's fingerprint, the oldest first.
    private final Map<String, Session> open = new LinkedHashMap<>();

    /// @param shown null in one of an earlier server, until its cookie comes
    /// @param sealed null in one that ends with this server
    private record Session(
            @Nullable Credentials shown,
            String tokenFingerprint,
            @Nullable String sealed,
            long endsAt,
            Instant expiresAt) {
        boolean isOf(Principal who) {
            return shown != null && shown.who().isSame(who);
        }
    }

    /// One that was opened; nobody can be told its secrets again.
    record Opened(String cookie, String token, Instant expiresAt) {
        /// Without the secrets, which belong in no log.
        @Override
        public String toString() {
            return "Opened[" + expiresAt + "]";
        }
    }

    /// @param authenticator asked again about what was shown to an earlier server
    /// @param file where they are kept; its caller's
    /// @param clock the time of day that answers say
    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    BrowserSessions(
            Authenticator authenticator,
            SignInFile file,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.authenticator = authenticator;
        this.file = file;
        this.clock = clock;
        this.nanoTime = nanoTime;
        file.read().forEach(this::take);
    }

    private synchronized void take(Kept kept) {
        var left = Duration.between(clock.instant(), kept.endsAt());
        if (left.isPositive() && left.compareTo(LIFE) <= 0) {
            long endsAt = nanoTime.getAsLong() + left.toNanos();
            open.put(
                    kept.cookie(),
                    new Session(null, kept.token(), kept.sealed(), endsAt, kept.endsAt()));
        }
    }

    private synchronized List<Kept> kept() {
        List<Kept> all = new ArrayList<>();
        open.forEach((cookie, session) -> {
            if (session.sealed() != null) {
                all.add(
                        new Kept(
                                cookie,
                                session.tokenFingerprint(),
                                session.sealed(),
                                session.expiresAt()));
            }
        });
        return all;
    }

    /// Signs in. Who has as many as one may have is signed out where it signed in first.
    Opened open(Credentials shown) {
        var opened =
                new Opened(
                        Secrets.random(),
                        Secrets.random(),
                        clock.instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS));
        String fingerprint = Secrets.fingerprint(opened.cookie());
        @Nullable String token = shown.token();
        keep(
                fingerprint,
                new Session(
                        through(shown, fingerprint),
                        Secrets.fingerprint(opened.token()),
                        token == null ? null : key(opened.cookie()).seal(token, fingerprint),
                        nanoTime.getAsLong() + LIFE.toNanos(),
                        opened.expiresAt()),
                shown.who());
        file.write(this::kept);
        return opened;
    }

    private static SealKey key(String cookie) {
        return SealKey.of(cookie, PURPOSE);
    }

    private Credentials through(Credentials shown, String fingerprint) {
        return shown.through(fingerprint, () -> isOpen(fingerprint));
    }

    private synchronized void keep(String fingerprint, Session session, Principal who) {
        long now = nanoTime.getAsLong();
        open.values().removeIf(it -> hasEnded(it, now));
        if (open.values().stream().filter(it -> it.isOf(who)).count() >= OPEN_EACH_MAX) {
            removeFirst(it -> it.isOf(who));
        }
        if (open.size() >= OPEN_MAX) {
            removeFirst(_ -> true);
        }
        open.put(fingerprint, session);
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
    ///
    /// @throws SignalboxException `ISSUER_UNAVAILABLE`
    @Nullable Credentials of(String cookie, String token) {
        String fingerprint = Secrets.fingerprint(cookie);
        @Nullable Session session = session(fingerprint);
        if (session == null || !session.tokenFingerprint().equals(Secrets.fingerprint(token))) {
            return null;
        }
        @Nullable Credentials shown = session.shown();
        if (shown != null) {
            return shown.again() == null ? null : shown;
        }
        @Nullable Credentials again = unsealed(session, cookie, fingerprint);
        return again == null ? null : restore(fingerprint, session, again);
    }

    /// What was shown to an earlier server, if it is still accepted.
    private @Nullable Credentials unsealed(Session session, String cookie, String fingerprint) {
        @Nullable String sealed = session.sealed();
        @Nullable String shown = sealed == null ? null : key(cookie).open(sealed, fingerprint);
        return shown == null ? null : Credentials.of(authenticator, shown);
    }

    /// Null if it was closed meanwhile.
    private synchronized @Nullable Credentials restore(
            String fingerprint, Session before, Credentials shown) {
        var through = through(shown, fingerprint);
        @Nullable Session now =
                open.computeIfPresent(
                        fingerprint,
                        (_, session) ->
                                session.shown() != null
                                        ? session
                                        : new Session(
                                                through,
                                                before.tokenFingerprint(),
                                                before.sealed(),
                                                before.endsAt(),
                                                before.expiresAt()));
        return now == null ? null : now.shown();
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
    void close(String cookie) {
        if (remove(Secrets.fingerprint(cookie))) {
            file.write(this::kept);
        }
    }

    private synchronized boolean remove(String fingerprint) {
        return open.remove(fingerprint) != null;
    }
}
