package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;
import dev.signalbox.testkit.Processes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// One session, its subscriber, and what is done to it. One owner at a time.
final class Lane {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration TRUTH = Duration.ofSeconds(5);
    private static final Duration TRUTH_OF_FROZEN = Duration.ofSeconds(10);
    private static final Duration NO_ORPHANS = Duration.ofSeconds(5);
    private static final Duration BRIEF = Duration.ofMillis(400);
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    private final ServerUnderChaos server;
    private final Victims victims;
    private final Tally tally;
    private final Path folder;
    private final SessionLog log = new SessionLog();
    private final Evidence evidence;
    private final String id;

    /// A query under fire.
    ///
    /// @param place in the log where it began
    /// @param before processes of the session when its phase was reached
    /// @param struck when it happened, by the clock of [System#nanoTime]
    private record Round(
            Kill kill, String query, Order order, int place, List<Long> before, long struck) {
        Round struckNow(List<Long> were) {
            return new Round(kill, query, order, place, were, System.nanoTime());
        }
    }

    private @Nullable Round round;

    /// Makes the session and follows it.
    Lane(ServerUnderChaos server, Victims victims, Tally tally, Path folder) throws IOException {
        this.server = server;
        this.victims = victims;
        this.tally = tally;
        this.folder = Files.createDirectories(folder);
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ChaosAgent.command(folder).forEach(command::add);
        this.id =
                server.client()
                        .createSession(
                                new Requests.CreateSession(
                                        "exec", null, null, options, null, null, null))
                        .id();
        this.evidence = new Evidence(id, log, tally, server.data().resolve("sessions").resolve(id));
        var _ =
                server.client()
                        .subscribe(
                                id,
                                SubscribeOptions.after(0).resync(SubscribeOptions.Resync.REPLAY),
                                log);
    }

    String id() {
        return id;
    }

    Evidence evidence() {
        return evidence;
    }

    // ---- up to the moment of the kill

    /// Gives the session a message and waits until the moment has come.
    void begin(Kill kill) throws IOException, InterruptedException {
        if (kill.phase() == Phase.START) {
            server.call(client -> {
                client.environment(id, EnvironmentAction.TERMINATE);
                return "";
            });
            awaitState(state -> isEnvironment(state, EnvironmentStatus.TERMINATED), PATIENCE);
        }
        int place = log.size();
        var order = Expected.order(kill);
        var query = send(order);
        round = new Round(kill, query, order, place, List.of(), System.nanoTime());
        if (order.rest() != null) {
            notes(query).await(order.rest().name(), PATIENCE);
        }
        LockSupport.parkNanos(kill.delay().toNanos());
        round = round.struckNow(Processes.ofSession(id));
    }

    private String send(Order order) {
        var message =
                new Requests.SendMessage(
                        MessageContent.of(order.prompt()), UUID.randomUUID().toString(), null);
        return server.call(client -> client.sendMessage(id, message)).queryId();
    }

    private AgentNotes notes(String query) {
        return new AgentNotes(folder, query);
    }

    // ---- the kill

    /// Does to the session's own processes what was planned.
    void strike() throws IOException, InterruptedException {
        var now = current();
        var kill = now.kill();
        switch (kill.phase()) {
            case IN_SHUTDOWN -> {
                long pid = victim(kill.victim());
                server.call(client -> {
                    client.environment(id, EnvironmentAction.TERMINATE);
                    return "";
                });
                LockSupport.parkNanos(kill.delay().toNanos());
                strike(pid, now);
            }
            case IN_RESTORE -> {
                long first = victim(kill.victim());
                victims.strike(first, Kill.Means.KILL);
                awaitEnd(now);
                long next = awaitOther(kill.victim(), first);
                LockSupport.parkNanos(kill.delay().toNanos());
                strike(next, now);
            }
            case START -> strike(awaitOther(kill.victim(), 0), now);
            default -> {
                if (kill.means().isByItself()) {
                    break;
                }
                long pid = victim(kill.victim());
                if (kill.victim() == Victim.AGENT && now.order().self() != null) {
                    victims.starveGreedy(pid, notes(now.query()));
                } else {
                    strike(pid, now);
                }
            }
        }
        tally.killed(kill);
    }

    private void strike(long pid, Round now) throws IOException, InterruptedException {
        if (now.kill().means().isFatal()) {
            victims.strike(pid, now.kill().means());
            return;
        }
        victims.strike(pid, now.kill().means());
        try {
            if (now.kill().held()) {
                long since = System.nanoTime();
                boolean isSaid =
                        awaitState(
                                state -> isEnvironment(state, EnvironmentStatus.ERROR),
                                TRUTH_OF_FROZEN);
                if (isSaid) {
                    tally.took("a freeze is said", since);
                } else {
                    tally.fault(Tally.Fault.STATE, 1, where(now) + ": frozen, and nothing is said");
                }
            } else {
                LockSupport.parkNanos(BRIEF.toNanos());
            }
        } finally {
            Victims.thaw(pid);
        }
    }

    private long victim(Victim victim) throws IOException {
        return switch (victim) {
            case RUNNER -> evidence.runnerPid();
            case AGENT -> Long.parseLong(notes(current().query()).text("agent"));
            case TOOL -> {
                notes(current().query()).await("tool", PATIENCE);
                yield Long.parseLong(notes(current().query()).text("tool"));
            }
            case SERVER -> server.pid();
        };
    }

    /// The runner, or the agent, that comes after another.
    private long awaitOther(Victim victim, long than) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (long pid : Processes.ofSession(id)) {
                if (pid != than && evidence.isA(victim, pid)) {
                    return pid;
                }
            }
            LockSupport.parkNanos(Victims.POLL_NANOS);
        }
        throw new IOException("no " + victim + " of session " + id + " comes up");
    }

    private Round current() {
        if (round == null) {
            throw new IllegalStateException("no round has begun");
        }
        return round;
    }

    // ---- and after it

    /// Looks at what came of it, and whether the session works again.
    void finish() throws IOException, InterruptedException {
        var now = current();
        checkTruth(now);
        @Nullable Envelope end = awaitEnd(now);
        if (end == null) {
            tally.fault(
                    Tally.Fault.ENDS, 1, where(now) + ": no end; the session says " + lastState());
        } else if (end.event() instanceof SessionEvent.QueryEnded ended) {
            var allowed = Expected.outcomes(now.kill());
            if (!allowed.contains(ended.outcome())) {
                tally.fault(
                        Tally.Fault.OUTCOME,
                        1,
                        where(now)
                                + ": "
                                + ended.outcome()
                                + " "
                                + ended.cause()
                                + ", not "
                                + allowed);
            }
            tally.took("end of the query, by " + kind(now.kill()), now.struck());
        }
        checkProcesses(now);
        worksAgain(now);
        var outcome =
                end != null && end.event() instanceof SessionEvent.QueryEnded ended
                        ? ended.outcome()
                        : null;
        evidence.check(
                now.kill(),
                now.query(),
                now.order(),
                notes(now.query()),
                outcome,
                now.place(),
                where(now));
        round = null;
    }

    private static String kind(Kill kill) {
        return kill.victim().name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Whether the server says within seconds how things are.
    private void checkTruth(Round now) {
        var kill = now.kill();
        boolean isJudged =
                kill.victim() == Victim.SERVER
                        || (Expected.isEndOfAgent(kill) && kill.phase() != Phase.START);
        if (!isJudged) {
            return;
        }
        long since = System.nanoTime();
        Predicate<SessionRuntimeState> isTrue =
                kill.victim() == Victim.SERVER
                        ? state -> isTrueAfterServer(state, now)
                        : state -> !isActive(state, now.query()) && evidence.isHealthTrue(state);
        if (!awaitState(isTrue, TRUTH)) {
            tally.fault(Tally.Fault.STATE, 1, where(now) + ": " + lastState());
        }
        if (kill.victim() == Victim.SERVER) {
            tally.took("true state after the server is back", since);
        }
    }

    private boolean isTrueAfterServer(SessionRuntimeState state, Round now) {
        if (!evidence.isHealthTrue(state)) {
            return false;
        }
        boolean isAsking = now.kill().phase() == Phase.IN_PERMISSION;
        return isAsking
                ? isActive(state, now.query()) && !state.pendingPermissions().isEmpty()
                : isActive(state, now.query()) || evidence.isEnded(now.place(), now.query());
    }

    private static boolean isActive(SessionRuntimeState state, String query) {
        return state.activeQuery() != null && state.activeQuery().queryId().equals(query);
    }

    private static boolean isEnvironment(SessionRuntimeState state, EnvironmentStatus status) {
        return state.executionEnvironment() != null
                && state.executionEnvironment().status() == status;
    }

    private boolean awaitState(Predicate<SessionRuntimeState> wanted, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!wanted.test(server.call(client -> client.session(id)).runtime())) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private SessionRuntimeState lastState() {
        return server.call(client -> client.session(id)).runtime();
    }

    /// Answers what the agent asks, until the query is over.
    private @Nullable Envelope awaitEnd(Round now) throws InterruptedException {
        if (now.order().rest() == Phase.IN_PERMISSION) {
            var request = Script.id("request", now.query());
            @Nullable Envelope next =
                    log.await(
                            now.place(),
                            event ->
                                    SessionLog.asks(event, request)
                                            || SessionLog.isEndOf(event, now.query()),
                            PATIENCE);
            if (next != null && SessionLog.asks(next, request)) {
                answer(request);
            }
        }
        return log.await(now.place(), event -> SessionLog.isEndOf(event, now.query()), PATIENCE);
    }

    private void answer(String requestId) {
        try {
            var _ =
                    server.call(client ->
                            client.answerPermission(
                                    id,
                                    requestId,
                                    new Requests.AnswerPermission("allow_once", null, null)));
        } catch (SignalboxException e) {
            if (e.code() != ErrorCode.PERMISSION_ALREADY_RESOLVED
                    && e.code() != ErrorCode.PERMISSION_NOT_FOUND) {
                throw e;
            }
        }
    }

    /// An agent that ended took everything with it; an agent that did not is the same as before.
    private void checkProcesses(Round now) {
        if (Expected.isEndOfAgent(now.kill())) {
            boolean isRunners = now.kill().victim() == Victim.RUNNER;
            for (long pid : now.before()) {
                boolean mustDie = isRunners || !evidence.isA(Victim.RUNNER, pid);
                long left = NO_ORPHANS.toNanos() - (System.nanoTime() - now.struck());
                var most = Duration.ofNanos(Math.max(left, Duration.ofSeconds(1).toNanos()));
                if (mustDie && !Victims.isDeadWithin(pid, most)) {
                    tally.fault(Tally.Fault.ORPHAN, 1, where(now) + ": process " + pid);
                }
            }
        } else if (now.kill().victim() == Victim.SERVER && now.kill().phase() != Phase.START) {
            for (long pid : now.before()) {
                if (evidence.isA(Victim.RUNNER, pid) && !Processes.isAlive(pid)) {
                    tally.fault(Tally.Fault.STATE, 1, where(now) + ": runner " + pid + " is gone");
                }
            }
        }
    }

    /// Gives the session another message, which must be answered whole.
    private void worksAgain(Round now) throws IOException, InterruptedException {
        int place = log.size();
        var query = send(Order.PLAIN);
        @Nullable Envelope first =
                log.await(place, event -> Marks.of(query, event) != null, PATIENCE);
        if (first != null) {
            tally.took("works again, after " + kind(now.kill()), now.struck());
        }
        @Nullable Envelope end =
                log.await(place, event -> SessionLog.isEndOf(event, query), PATIENCE);
        boolean isWell =
                end != null
                        && end.event() instanceof SessionEvent.QueryEnded ended
                        && ended.outcome() == QueryOutcome.COMPLETED;
        if (!isWell) {
            tally.fault(
                    Tally.Fault.STUCK,
                    1,
                    where(now)
                            + ": the next message gave "
                            + (end == null ? "nothing" : end.event())
                            + "; the session says "
                            + lastState()
                            + "; the subscriber "
                            + log.trouble());
        }
        evidence.check(
                null,
                query,
                Order.PLAIN,
                notes(query),
                isWell ? QueryOutcome.COMPLETED : null,
                place,
                where(now) + ", after it");
    }

    private String where(Round now) {
        return now.kill() + ", session " + id + ", query " + now.query();
    }
}
