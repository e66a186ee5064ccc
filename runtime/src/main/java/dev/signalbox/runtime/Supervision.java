package dev.signalbox.runtime;

import dev.signalbox.protocol.CrashMeter;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.RestartLimits;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// What the owner knows of its environment besides what the journal says: where it stands with the
/// runner, and when it crashed. Times that count how long something takes are those of a clock that
/// nobody sets ([System#nanoTime]). Owner thread only.
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
    @Nullable Long restartAt;

    /// Whether the start that is under way was nobody's wish but the restart policy's.
    boolean isAutomatic;

    /// Since when the environment has been ready without a break.
    @Nullable Long readySince;

    /// When the runner last gave a sign of life.
    @Nullable Long lastHeard;

    /// When the runner last answered a ping, in milliseconds since the epoch.
    @Nullable Long lastHealthCheck;

    /// When the ping that is not answered yet was sent.
    @Nullable Long pingSentAt;

    boolean isUnresponsive;

    /// The query that a runner is to interrupt, told again at each attach until the query ends.
    @Nullable String interrupting;

    /// Whether the query in flight has an error on the operations track already.
    boolean errorSaid;

    /// The crashes of runners.
    final CrashMeter crashes;

    /// When pending permission requests are due, by their ids.
    final Map<String, Long> permissionsDue = new HashMap<>();

    /// Who waits for the end of the environment that is being stopped.
    final List<CompletableFuture<Void>> awaitStop = new ArrayList<>();

    private @Nullable String timedQuery;
    private long timedSince;

    Supervision(RestartLimits limits, RandomGenerator random) {
        this.crashes = new CrashMeter(limits, random);
    }

    /// A query begins.
    void began(String queryId, long nanos) {
        timedQuery = queryId;
        timedSince = nanos;
        errorSaid = false;
    }

    /// How long a query has taken; null when it began before this owner's time.
    @Nullable Long tookNanos(String queryId, long nanos) {
        return queryId.equals(timedQuery) ? nanos - timedSince : null;
    }

    boolean isAttached() {
        return phase == Phase.ATTACHED;
    }

    /// Begins something new with the environment; news of what was before are stale from now on.
    long nextAttempt(Phase next) {
        phase = next;
        restartAt = null;
        isAutomatic = false;
        readySince = null;
        pingSentAt = null;
        isUnresponsive = false;
        return ++attempt;
    }
}
