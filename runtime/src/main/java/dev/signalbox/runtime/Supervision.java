package dev.signalbox.runtime;

import dev.signalbox.protocol.CrashMeter;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.LogMeter;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.SessionRuntimeState.Environment;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// What a runner says of itself in a pong.
    ///
    /// @param atNanos when it said so
    record RunnerLoad(long atNanos, long runnerBytes, long agentBytes, long spoolBytes) {}

    /// A gap is asked for again at most once in this time.
    private static final Duration GAP_PAUSE = Duration.ofMinutes(1);

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

    /// What the runner said of itself last; null when it has not.
    @Nullable RunnerLoad runnerLoad;

    /// When the ping that is not answered yet was sent.
    @Nullable Long pingSentAt;

    /// What was shown before runner or agent stopped answering; null while both do.
    @Nullable Environment beforeSilence;

    /// When a gap in a runner's events last led to a new attachment.
    @Nullable Long gapAt;

    /// Why the runner's events do not reach its disk, as it said last.
    @Nullable String spoolTrouble;

    /// The query that a runner is to interrupt, told again at each attach until the query ends.
    @Nullable String interrupting;

    /// Whether the query in flight has an error on the operations track already.
    boolean errorSaid;

    /// Whether a runner may have taken the query in flight: it has said something of it, or we do
    /// not know.
    boolean isQueryTaken = true;

    /// Whether the query in flight was passed on from a dead runner already.
    boolean isPassedOn;

    /// Blocks that were closed in place of a runner that died. The next one finds them open in its
    /// spool and closes them too.
    final Set<String> closedForRunner = new HashSet<>();

    /// How many lines of its own the server says in the session's logs.
    final LogMeter notes = new LogMeter(LogFlood.DEFAULT);

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
        isQueryTaken = false;
        isPassedOn = false;
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
        beforeSilence = null;
        spoolTrouble = null;
        return ++attempt;
    }

    /// Whether a gap may be asked for again; notes that it is.
    boolean mayLookAgain(long nanos) {
        if (gapAt != null && nanos - gapAt < GAP_PAUSE.toNanos()) {
            return false;
        }
        gapAt = nanos;
        return true;
    }
}
