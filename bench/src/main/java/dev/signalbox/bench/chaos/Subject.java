package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.client.EventsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.Kill.Phase;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// One session as its client has it: it sends, answers, asks how things are, and hears everything.
/// One owner at a time.
final class Subject {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ENDS = 20;
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    private final ServerUnderChaos server;
    private final Path folder;
    private final SessionLog log = new SessionLog();
    private final String id;

    /// Makes the session and follows it.
    ///
    /// @param folder where its agent keeps notes
    Subject(ServerUnderChaos server, Path folder) throws IOException {
        this.server = server;
        this.folder = Files.createDirectories(folder);
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ChaosAgent.command(folder).forEach(command::add);
        var request = new Requests.CreateSession("exec", null, null, options, null, null, null);
        this.id = server.client().createSession(request).id();
        var everything = SubscribeOptions.after(0).resync(SubscribeOptions.Resync.REPLAY);
        var _ = server.client().subscribe(id, everything, log);
    }

    String id() {
        return id;
    }

    SessionLog log() {
        return log;
    }

    /// The session's own folder.
    Path dir() {
        return server.data().resolve("sessions").resolve(id);
    }

    AgentNotes notes(String query) {
        return new AgentNotes(folder, query);
    }

    /// @return the query's id
    String send(Order order) {
        var message =
                new Requests.SendMessage(
                        MessageContent.of(order.prompt()), UUID.randomUUID().toString(), null);
        return server.call(client -> client.sendMessage(id, message)).queryId();
    }

    void terminate() {
        server.call(client -> {
            client.environment(id, EnvironmentAction.TERMINATE);
            return id;
        });
    }

    SessionRuntimeState state() {
        return server.call(client -> client.session(id)).runtime();
    }

    /// Asks until the answer is as wanted.
    ///
    /// @return false when it is not in time
    boolean awaitState(Predicate<SessionRuntimeState> wanted, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!wanted.test(state())) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    boolean awaitEnvironment(EnvironmentStatus status, Duration most) {
        return awaitState(
                state ->
                        state.executionEnvironment() != null
                                && state.executionEnvironment().status() == status,
                most);
    }

    /// Whether the journal has the query's end. The subscriber hears of it when it is back, which is
    /// another question.
    boolean isEnded(String query) {
        var ends =
                new EventsQuery(
                        null,
                        ENDS,
                        Set.of("session:query:ended"),
                        null,
                        dev.signalbox.client.Order.DESC);
        return server.call(client -> client.events(id, ends)).items().stream()
                .anyMatch(event -> SessionLog.isEndOf(event, query));
    }

    static boolean isActive(SessionRuntimeState state, String query) {
        return state.activeQuery() != null && state.activeQuery().queryId().equals(query);
    }

    /// Waits for the end of a query, and answers what it asks on the way.
    ///
    /// @param place in the log to look from
    /// @return null when it does not end
    SessionEvent.@Nullable QueryEnded awaitEnd(String query, Order order, int place)
            throws InterruptedException {
        if (order.rest() == Phase.IN_PERMISSION) {
            answerWhenAsked(query, Script.id("request", query), place);
        }
        @Nullable Envelope end =
                log.await(place, event -> SessionLog.isEndOf(event, query), PATIENCE);
        return end != null && end.event() instanceof SessionEvent.QueryEnded ended ? ended : null;
    }

    private void answerWhenAsked(String query, String request, int place)
            throws InterruptedException {
        @Nullable Envelope next =
                log.await(
                        place,
                        event ->
                                SessionLog.asks(event, request) || SessionLog.isEndOf(event, query),
                        PATIENCE);
        if (next == null || !SessionLog.asks(next, request)) {
            return;
        }
        var yes = new Requests.AnswerPermission("allow_once", null, null);
        try {
            var _ = server.call(client -> client.answerPermission(id, request, yes));
        } catch (SignalboxException e) {
            boolean isOver =
                    e.code() == ErrorCode.PERMISSION_ALREADY_RESOLVED
                            || e.code() == ErrorCode.PERMISSION_NOT_FOUND;
            if (!isOver) {
                throw e;
            }
        }
    }
}
