package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;
import dev.signalbox.testkit.Processes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Does to a session's own processes what was planned. One owner at a time.
final class Strike {
    private static final Duration TRUTH_OF_FROZEN = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofMillis(400);

    private final Subject subject;
    private final Evidence evidence;
    private final Victims victims;
    private final Tally tally;

    Strike(Subject subject, Evidence evidence, Victims victims, Tally tally) {
        this.subject = subject;
        this.evidence = evidence;
        this.victims = victims;
        this.tally = tally;
    }

    /// @return the round with the time of the kill, and with what was really done
    Round at(Round round) throws IOException, InterruptedException {
        var kill = round.kill();
        return switch (kill.phase()) {
            case IN_SHUTDOWN -> {
                long pid = pid(round);
                subject.terminate();
                LockSupport.parkNanos(kill.delay().toNanos());
                yield hit(pid, round);
            }
            case IN_RESTORE -> {
                long first = pid(round);
                var _ = victims.strike(first, Means.KILL);
                var _ = subject.awaitEnd(round.query(), round.order(), round.place());
                var _ = subject.send(Order.PLAIN); // so that it comes back at once
                long next = awaitOther(kill.victim(), first);
                LockSupport.parkNanos(kill.delay().toNanos());
                yield hit(next, round);
            }
            case START -> hit(awaitOther(kill.victim(), 0), round);
            default -> inQuery(round);
        };
    }

    private Round inQuery(Round round) throws IOException, InterruptedException {
        var kill = round.kill();
        boolean isGreedy = kill.victim() == Victim.AGENT && kill.means() == Means.OUT_OF_MEMORY;
        if (isGreedy) {
            var were = Processes.ofSession(subject.id());
            victims.starveGreedy(pid(round), subject.notes(round.query()));
            return round.struckNow(were);
        }
        return kill.means().isByItself() ? round : hit(pid(round), round);
    }

    private Round hit(long pid, Round round) throws IOException, InterruptedException {
        var were = Processes.ofSession(subject.id());
        var done = round.struckNow(were).by(victims.strike(pid, round.kill().means()));
        if (!done.kill().means().isFatal()) {
            hold(done);
            Victims.thaw(pid);
        }
        return done;
    }

    private void hold(Round frozen) {
        if (!frozen.kill().held()) {
            LockSupport.parkNanos(BRIEF.toNanos());
        } else if (subject.awaitEnvironment(EnvironmentStatus.ERROR, TRUTH_OF_FROZEN)) {
            tally.took("a freeze is said", frozen.struck());
        } else {
            tally.fault(Tally.Fault.STATE, 1, frozen + ": frozen, and nothing is said");
        }
    }

    private long pid(Round round) throws IOException {
        return switch (round.kill().victim()) {
            case RUNNER -> evidence.runnerPid();
            case AGENT -> Long.parseLong(subject.notes(round.query()).text("agent"));
            case TOOL -> {
                subject.notes(round.query()).await("tool", Subject.PATIENCE);
                yield Long.parseLong(subject.notes(round.query()).text("tool"));
            }
            case SERVER -> throw new IllegalArgumentException("not of a session: " + round);
        };
    }

    /// The runner, or the agent, that comes after another.
    private long awaitOther(Victim victim, long than) throws IOException {
        long deadline = System.nanoTime() + Subject.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (long pid : Processes.ofSession(subject.id())) {
                if (pid != than && evidence.isA(victim, pid)) {
                    return pid;
                }
            }
            LockSupport.parkNanos(Victims.POLL_NANOS);
        }
        throw new IOException("no " + victim + " of session " + subject.id() + " comes up");
    }

    /// Whether a kill can be met by a query that comes after its own.
    static boolean mayMeetTheNext(Kill kill) {
        return Expected.isEndOfAgent(kill)
                && (kill.means() == Means.TERM
                        || kill.phase() == Phase.AFTER_RESULT
                        || kill.phase() == Phase.IN_RESTORE);
    }
}
