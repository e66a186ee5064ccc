package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/// What the owner knows of its environment besides what the journal says: where it stands with the
/// runner, and when it crashed. Owner thread only.
final class Supervision {
    /// Where the owner stands with the runner.
    enum Phase {
        /// There is none.
        NONE,
        STARTING,
        /// Commands reach it.
        ATTACHED,
        /// One may be there; we are looking.
        LOOKING,
        STOPPING
    }

    /// What an environment that is being stopped becomes.
    ///
    /// @param thenStart start another one at once
    record AfterStop(EnvironmentStatus status, String message, boolean thenStart) {}

    Phase phase = Phase.NONE;
    long attempt;
    @Nullable AfterStop afterStop;
    @Nullable Instant restartAt;

    /// When the runner last gave a sign of life.
    @Nullable Instant lastHeard;

    /// When the runner last answered a ping, in milliseconds since the epoch.
    @Nullable Long lastHealthCheck;

    /// When the ping that is not answered yet was sent.
    @Nullable Instant pingSentAt;

    boolean isUnresponsive;

    /// Why the runner's events do not reach its disk, as it said last.
    @Nullable String spoolTrouble;

    /// The query that a runner is to interrupt, told again at each attach until the query ends.
    @Nullable String interrupting;

    /// Whether the query in flight has an error on the operations track already.
    boolean errorSaid;

    private final ArrayDeque<Instant> crashes = new ArrayDeque<>();
    private final RandomGenerator random;

    Supervision(RandomGenerator random) {
        this.random = random;
    }

    boolean isAttached() {
        return phase == Phase.ATTACHED;
    }

    /// Begins something new with the environment; news of what was before are stale from now on.
    long nextAttempt(Phase next) {
        phase = next;
        restartAt = null;
        pingSentAt = null;
        isUnresponsive = false;
        spoolTrouble = null;
        return ++attempt;
    }

    /// Notes a crash.
    ///
    /// @return how many there were within the window, this one included
    int crashed(Instant now, SessionSettings.Restart policy) {
        crashes.add(now);
        while (!crashes.isEmpty() && crashes.element().plus(policy.window()).isBefore(now)) {
            crashes.remove();
        }
        return crashes.size();
    }

    /// The wait before the restart that follows a crash: doubled with each, up to a bound, and
    /// between a half and the whole of it, so that many sessions do not restart as one.
    Duration backOff(int crash, SessionSettings.Restart policy) {
        long most = policy.longest().toMillis();
        long whole = policy.first().toMillis();
        for (int i = 1; i < crash && whole < most; i++) {
            whole *= 2;
        }
        whole = Math.min(whole, most);
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    /// A person asked for the environment: earlier crashes are forgiven.
    void forgive() {
        crashes.clear();
    }
}
