package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;
import dev.signalbox.testkit.Processes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// One session and the rounds it goes through: up to the moment, the kill, and what came of it. One
/// owner at a time.
final class Lane {
    private static final Duration TRUTH = Duration.ofSeconds(5);
    private static final Duration NO_ORPHANS = Duration.ofSeconds(5);

    private final Subject subject;
    private final Evidence evidence;
    private final Strike strike;
    private final Tally tally;
    private @Nullable Round round;

    Lane(ServerUnderChaos server, Victims victims, Tally tally, Path folder) throws IOException {
        this.subject = new Subject(server, folder);
        this.evidence = new Evidence(subject.id(), subject.log(), tally, subject.dir());
        this.strike = new Strike(subject, evidence, victims, tally);
        this.tally = tally;
    }

    String id() {
        return subject.id();
    }

    Evidence evidence() {
        return evidence;
    }

    /// Gives the session a message and waits until the moment has come.
    void begin(Kill kill) throws IOException, InterruptedException {
        if (kill.phase() == Phase.START) {
            subject.terminate();
            if (!subject.awaitEnvironment(EnvironmentStatus.TERMINATED, Subject.PATIENCE)) {
                tally.fault(Tally.Fault.STATE, 1, kill + ": not terminated: " + subject.state());
            }
        }
        int place = subject.log().size();
        var order = Expected.order(kill);
        var query = subject.send(order);
        if (order.rest() != null) {
            subject.notes(query).await(order.rest().name(), Subject.PATIENCE);
        }
        LockSupport.parkNanos(kill.delay().toNanos());
        var before = Processes.ofSession(subject.id());
        round = new Round(kill, query, order, place, before, System.nanoTime());
    }

    /// Does what was planned to the session's own processes.
    void strike() throws IOException, InterruptedException {
        round = strike.at(current());
        tally.killed(current().kill());
    }

    private Round current() {
        if (round == null) {
            throw new IllegalStateException("no round has begun");
        }
        return round;
    }

    /// Looks at what came of it, and whether the session works again.
    void finish() throws IOException, InterruptedException {
        var now = current();
        checkTruth(now);
        var end = subject.awaitEnd(now.query(), now.order(), now.place());
        checkEnd(now, end);
        checkProcesses(now);
        worksAgain(now);
        evidence.check(
                now.kill(),
                now.query(),
                now.order(),
                subject.notes(now.query()),
                outcome(end),
                now.place(),
                now.toString());
        round = null;
    }

    private static @Nullable QueryOutcome outcome(SessionEvent.@Nullable QueryEnded end) {
        return end == null ? null : end.outcome();
    }

    private void checkEnd(Round now, SessionEvent.@Nullable QueryEnded end) {
        if (end == null) {
            tally.fault(Tally.Fault.ENDS, 1, now + ": no end; " + subject.state());
            return;
        }
        var allowed = Expected.outcomes(now.kill());
        if (!allowed.contains(end.outcome())) {
            tally.fault(
                    Tally.Fault.OUTCOME,
                    1,
                    now + ": " + end.outcome() + " " + end.cause() + ", not " + allowed);
        }
        tally.took("end of the query, by " + victim(now), now.struck());
    }

    private static String victim(Round now) {
        return now.kill().victim().name().toLowerCase(Locale.ROOT);
    }

    /// Whether the server says within seconds how things are.
    private void checkTruth(Round now) {
        var kill = now.kill();
        boolean isServers = kill.victim() == Victim.SERVER;
        boolean isJudged =
                isServers || (Expected.isEndOfAgent(kill) && kill.phase() != Phase.START);
        if (!isJudged) {
            return;
        }
        Predicate<SessionRuntimeState> isTrue =
                isServers
                        ? state -> isTrueAfterServer(state, now)
                        : state -> !Subject.isActive(state, now.query()) || !isReady(state);
        long since = System.nanoTime();
        if (!subject.awaitState(
                state -> evidence.isHealthTrue(state) && isTrue.test(state), TRUTH)) {
            tally.fault(Tally.Fault.STATE, 1, now + ": " + subject.state());
        }
        if (isServers) {
            tally.took("true state after the server is back", since);
        }
    }

    /// A query may wait for the next runner; then its place is not said to be ready.
    private static boolean isReady(SessionRuntimeState state) {
        return state.executionEnvironment() != null
                && state.executionEnvironment().status() == EnvironmentStatus.READY;
    }

    private boolean isTrueAfterServer(SessionRuntimeState state, Round now) {
        boolean isActive = Subject.isActive(state, now.query());
        return now.kill().phase() == Phase.IN_PERMISSION
                ? isActive && !state.pendingPermissions().isEmpty()
                : isActive || subject.isEnded(now.query());
    }

    /// An agent that ended took everything with it. A runner does not end with its server.
    private void checkProcesses(Round now) {
        var kill = now.kill();
        if (Expected.isEndOfAgent(kill)) {
            for (long pid : now.before()) {
                boolean mustDie =
                        kill.victim() == Victim.RUNNER || !evidence.isA(Victim.RUNNER, pid);
                if (mustDie && !Victims.isDeadWithin(pid, left(now))) {
                    tally.fault(Tally.Fault.ORPHAN, 1, now + ": " + Processes.describe(pid));
                }
            }
        } else if (kill.victim() == Victim.SERVER && kill.phase() != Phase.START) {
            for (long pid : now.before()) {
                if (evidence.isA(Victim.RUNNER, pid) && !Processes.isAlive(pid)) {
                    tally.fault(Tally.Fault.STATE, 1, now + ": runner " + pid + " is gone");
                }
            }
        }
    }

    private static Duration left(Round now) {
        var left = NO_ORPHANS.minusNanos(System.nanoTime() - now.struck());
        return left.isPositive() ? left : Duration.ZERO;
    }

    /// Gives the session another message, which must be answered whole. A kill ends one query at
    /// most: where it met none before, it may meet this one.
    private void worksAgain(Round now) throws IOException, InterruptedException {
        boolean isWell = probe(now, Strike.mayMeetTheNext(now.kill()));
        if (!isWell) {
            var _ = probe(now, false);
        }
    }

    private boolean probe(Round now, boolean mayFail) throws IOException, InterruptedException {
        int place = subject.log().size();
        var query = subject.send(Order.PLAIN);
        var first =
                subject.log()
                        .await(
                                place,
                                event ->
                                        Marks.of(query, event) != null
                                                || SessionLog.isEndOf(event, query),
                                Subject.PATIENCE);
        if (first != null && Marks.of(query, first) != null) {
            tally.took("works again, after " + victim(now), now.struck());
        }
        var end = subject.awaitEnd(query, Order.PLAIN, place);
        boolean isWell = outcome(end) == QueryOutcome.COMPLETED;
        if (!isWell && !mayFail) {
            tally.fault(
                    Tally.Fault.STUCK,
                    1,
                    List.of(
                                    now,
                                    "the next message gave",
                                    String.valueOf(end),
                                    subject.state(),
                                    String.valueOf(subject.log().trouble()))
                            .toString());
        }
        evidence.check(
                null,
                query,
                Order.PLAIN,
                subject.notes(query),
                outcome(end),
                place,
                now + ", after it");
        return isWell || !mayFail;
    }
}
