package dev.signalbox.runtime;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.InterruptAccepted;
import dev.signalbox.protocol.Replies.MessageAccepted;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.state.ActiveQueryState;
import dev.signalbox.state.QueuedMessage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Messages, the queue, and the life of a query. Pure but for ids.
final class QueryPolicy {
    private QueryPolicy() {}

    /// A client's message: starts a query, or waits for its turn.
    static MessageAccepted message(Turn turn, SendMessage message, By by) {
        @Nullable String messageId = message.messageId();
        if (messageId != null) {
            @Nullable String known = turn.state().queryOfMessage(messageId);
            if (known != null) {
                return accepted(turn, known);
            }
            if (turn.law().isKnown(messageId)) {
                throw new SignalboxException(
                        ErrorCode.BAD_REQUEST,
                        "messageId '" + messageId + "' is the id of another block of this session");
            }
        }
        @Nullable String active = turn.state().activeQuery().queryId();
        if (active != null && message.modeOrDefault() == MessageMode.REJECT) {
            throw new SignalboxException(
                    ErrorCode.QUERY_ACTIVE,
                    "query "
                            + active
                            + " is running; wait for its end, queue the message or"
                            + " interrupt");
        }
        String queryId = newId();
        if (active == null && turn.state().queue().messages().isEmpty()) {
            turn.touch();
            start(turn, queryId, message.content(), messageId, by);
            return accepted(turn, queryId);
        }
        if (turn.state().queue().messages().size() >= HostLimits.QUEUE_MESSAGES) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    HostLimits.QUEUE_MESSAGES
                            + " messages wait already, as many as a session takes: try again when some"
                            + " are done, or take some back");
        }
        boolean goesFirst = message.modeOrDefault() == MessageMode.INTERRUPT;
        turn.touch();
        int position = goesFirst ? 1 : turn.state().queue().messages().size() + 1;
        turn.say(
                new SessionEvent.QueryQueued(queryId, position, message.content(), messageId, by),
                queryId,
                null);
        if (active == null) {
            startNext(turn);
        } else if (goesFirst) {
            turn.note(LogLevel.INFO, "Interrupting the query for the next message of " + by.name());
            interrupt(turn, active);
        }
        return accepted(turn, queryId);
    }

    private static MessageAccepted accepted(Turn turn, String queryId) {
        var waiting = turn.state().queue().messages();
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).queryId().equals(queryId)) {
                return new MessageAccepted(queryId, MessageAccepted.State.QUEUED, i + 1);
            }
        }
        return new MessageAccepted(queryId, MessageAccepted.State.STARTED, null);
    }

    private static void start(
            Turn turn,
            String queryId,
            MessageContent content,
            @Nullable String messageId,
            @Nullable By by) {
        turn.supervision().began(queryId, turn.nanos());
        turn.say(new SessionEvent.QueryStarted(queryId, QueryOrigin.CLIENT, by), queryId, null);
        var block =
                new ConversationBlock.UserMessage(
                        messageId == null ? newId() : messageId, turn.now(), content);
        var said = new StreamEvent.BlockComplete(StreamEvent.MAIN, block);
        try {
            turn.law().apply(said);
        } catch (ProtocolException e) {
            throw new IllegalStateException("a message's id was checked when it came", e);
        }
        turn.say(new SessionEvent.Conversation(said), queryId, null);
        if (turn.supervision().isAttached()) {
            turn.then(new Effect.Tell(new RunnerCommand.StartQuery(queryId, content, null)));
        } else {
            EnvironmentPolicy.ensureStarted(turn);
        }
    }

    /// Starts the next message that waits, unless a query runs.
    static void startNext(Turn turn) {
        var waiting = turn.state().queue().messages();
        if (waiting.isEmpty() || turn.state().activeQuery().queryId() != null) {
            return;
        }
        QueuedMessage next = waiting.get(0);
        @Nullable MessageContent content = next.content();
        if (content == null) { // Only a journal from elsewhere can lack it.
            end(
                    turn,
                    next.queryId(),
                    QueryOutcome.CANCELLED,
                    null,
                    new QueryCause(
                            ErrorCode.INTERNAL,
                            "The queued message has no content: send it again."));
            return;
        }
        start(turn, next.queryId(), content, next.messageId(), next.by());
    }

    /// Whether messages that wait may be started without a person asking for it.
    static void startNextIfHealthy(Turn turn) {
        var environment = turn.environment();
        boolean isHealthy =
                environment == null
                        || environment.status() == EnvironmentStatus.READY
                        || environment.status() == EnvironmentStatus.STARTING
                        || environment.status() == EnvironmentStatus.INACTIVE;
        if (isHealthy && turn.supervision().phase != Supervision.Phase.STOPPING) {
            startNext(turn);
        }
    }

    /// What a client asks for with an interrupt.
    static InterruptAccepted interruptActive(Turn turn, By by) {
        @Nullable String active = turn.state().activeQuery().queryId();
        if (active == null) {
            throw new SignalboxException(
                    ErrorCode.NO_ACTIVE_QUERY,
                    "no query is running: there is nothing to interrupt");
        }
        turn.touch();
        turn.note(LogLevel.INFO, "Interrupting the query, as " + by.name() + " asked");
        interrupt(turn, active);
        return new InterruptAccepted(active);
    }

    private static void interrupt(Turn turn, String queryId) {
        switch (turn.supervision().phase) {
            case ATTACHED, LOOKING -> {
                turn.supervision().interrupting = queryId;
                turn.then(new Effect.Tell(new RunnerCommand.Interrupt(queryId)));
            }
            case NONE, STARTING, STOPPING -> {
                // No agent has heard of the query yet, and none will.
                end(turn, queryId, QueryOutcome.INTERRUPTED, null, null);
                startNextIfHealthy(turn);
            }
        }
    }

    /// Takes a queued message back.
    static boolean cancel(Turn turn, String queryId, By by) {
        if (turn.state().queue().get(queryId) == null) {
            throw new SignalboxException(
                    ErrorCode.QUERY_NOT_FOUND, "no queued message has the query id " + queryId);
        }
        turn.touch();
        turn.say(
                new SessionEvent.QueryEnded(queryId, QueryOutcome.CANCELLED, null, null, null, 0),
                queryId,
                null);
        turn.note(LogLevel.INFO, "Message " + queryId + " was taken back by " + by.name());
        return true;
    }

    /// Ends the active query: closes what it left open, says the error that it ends with if nobody
    /// has, and then the end.
    static void end(
            Turn turn,
            String queryId,
            QueryOutcome outcome,
            @Nullable String stopReason,
            @Nullable QueryCause why) {
        @Nullable QueryCause cause = why == null ? null : why.withoutTrace();
        for (var open : turn.law().closeQuery(Incomplete.INTERRUPTED)) {
            turn.say(new SessionEvent.Conversation(open), queryId, null);
        }
        PermissionPolicy.withdrawOfQuery(turn, queryId);
        boolean isFailure =
                outcome == QueryOutcome.FAILED
                        || outcome == QueryOutcome.TIMED_OUT
                        || outcome == QueryOutcome.LOST;
        if (isFailure && cause != null && !turn.supervision().errorSaid) {
            EnvironmentPolicy.reportError(turn, cause.code(), cause.message(), null);
        }
        if (outcome == QueryOutcome.COMPLETED) {
            turn.environment(is -> is.withLastError(null));
        }
        turn.supervision().errorSaid = false;
        turn.supervision().interrupting = null;
        var usage = turn.state().usage().ofQuery(queryId);
        turn.say(
                new SessionEvent.QueryEnded(
                        queryId, outcome, stopReason, cause, usage, durationMs(turn, queryId)),
                queryId,
                null);
        turn.touch();
    }

    /// By the time that passes where it can be; by what the events say of a query that another owner
    /// saw begin.
    private static long durationMs(Turn turn, String queryId) {
        @Nullable Long took = turn.supervision().tookNanos(queryId, turn.nanos());
        if (took != null) {
            return Duration.ofNanos(took).toMillis();
        }
        return turn.state().activeQuery() instanceof ActiveQueryState.Running running
                ? Math.max(0, Duration.between(running.startedAt(), turn.now()).toMillis())
                : 0;
    }

    /// Tells a runner that was just attached of the query that the journal says is running, in case
    /// that no one told it before. A runner that knows the query changes nothing.
    static void resume(Turn turn) {
        if (!(turn.state().activeQuery() instanceof ActiveQueryState.Running running)
                || running.origin() != QueryOrigin.CLIENT) {
            return;
        }
        @Nullable MessageContent prompt = promptOf(turn, running.queryId());
        if (prompt != null) {
            turn.then(
                    new Effect.Tell(new RunnerCommand.StartQuery(running.queryId(), prompt, null)));
        }
    }

    /// The session came into memory and has no environment: a query that was to start one does so,
    /// and so does what waits.
    static void resumeAfterLoad(Turn turn) {
        if (turn.state().activeQuery().queryId() != null) {
            EnvironmentPolicy.ensureStarted(turn);
        } else {
            startNextIfHealthy(turn);
        }
    }

    private static @Nullable MessageContent promptOf(Turn turn, String queryId) {
        var main = turn.state().conversations().byId().get(StreamEvent.MAIN);
        if (main == null) {
            return null;
        }
        for (int i = main.blocks().size() - 1; i >= 0; i--) {
            var block = main.blocks().get(i);
            if (queryId.equals(block.queryId())
                    && block.head() instanceof ConversationBlock.UserMessage message) {
                return message.content();
            }
        }
        return null;
    }

    /// An id in the order of time (UUIDv7).
    static String newId() {
        return UuidCreator.getTimeOrderedEpoch().toString();
    }
}
