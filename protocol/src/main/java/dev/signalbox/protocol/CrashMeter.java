package dev.signalbox.protocol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/// Counts the crashes of one thing, and says when it is started again: a runner by its server, an
/// agent by its runner.
///
/// Time is that of a clock that nobody sets ([System#nanoTime]). One owner thread.
public final class CrashMeter {
    /// So long without a crash, and the earlier ones are forgotten.
    public static final Duration HEALTHY = Duration.ofHours(1);

    private final RestartLimits limits;
    private final RandomGenerator random;
    private final ArrayDeque<Long> crashes = new ArrayDeque<>();

    public CrashMeter(RestartLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /// Notes a crash.
    public void crashed(long nanos) {
        if (!crashes.isEmpty() && nanos - crashes.getLast() >= HEALTHY.toNanos()) {
            crashes.clear();
        }
        crashes.add(nanos);
        while (nanos - crashes.getFirst() > limits.window().toNanos()) {
            crashes.remove();
        }
    }

    /// Earlier crashes do not count any more: it did what it is for, or a person asked for it.
    public void forgive() {
        crashes.clear();
    }

    /// Whether it crashed too often to be started again by itself.
    public boolean isGivenUp() {
        return crashes.size() > limits.attempts();
    }

    /// The wait between the last crash and the restart: doubled with each crash up to a bound, and
    /// then more or less a fifth, so that many do not restart as one.
    public Duration pause() {
        long longest = limits.longest().toMillis();
        long whole = limits.first().toMillis();
        for (int i = 1; i < crashes.size() && whole < longest; i++) {
            whole *= 2;
        }
        whole = Math.max(1, Math.min(whole, longest));
        long fifth = whole / 5;
        return Duration.ofMillis(whole - fifth + random.nextLong(2 * fifth + 1));
    }

    /// What is said while it waits for its restart.
    public String restarting() {
        return "Restarting after a crash (" + crashes.size() + " of " + limits.attempts() + ")…";
    }

    /// What is said when it is not restarted any more: how often it crashed, of what, and what a
    /// person can do.
    ///
    /// @param last what the last crash was, a sentence
    public String givenUp(String sessionId, String last) {
        return "Crashed "
                + crashes.size()
                + (crashes.size() == 1 ? " time" : " times")
                + " within "
                + Words.of(limits.window())
                + "; the last time: "
                + (last.endsWith(".") ? last : last + ".")
                + " It is not restarted by itself any more: 'signalbox logs "
                + sessionId
                + "' says why it crashed; a message ('signalbox send "
                + sessionId
                + " …') or a restart of the environment tries again.";
    }
}
