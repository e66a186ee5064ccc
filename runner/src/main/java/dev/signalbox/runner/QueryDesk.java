package dev.signalbox.runner;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The queries that the agent works on, and those that wait for it. Each that was taken ends in
/// exactly one `query_ended`. Owned by the agent loop.
final class QueryDesk {
    private final Recorder recorder;
    private final QueryBook book;
    private final Transcript transcript;
    private final Map<String, Active> active = new LinkedHashMap<>();
    private final Deque<RunnerCommand.StartQuery> waiting = new ArrayDeque<>();

    /// Requests that a person has not answered, by id.
    private final Map<String, StreamEvent.PermissionRequested> asked = new LinkedHashMap<>();

    private long heardNanos = System.nanoTime();
    private boolean hasCompleted;
    private boolean hasEnded;

    /// One that the agent knows of.
    private static final class Active {
        final boolean isAgents;
        @Nullable Cancellable interruptGrace;

        Active(boolean isAgents) {
            this.isAgents = isAgents;
        }
    }

    QueryDesk(Recorder recorder, QueryBook book, Transcript transcript) {
        this.recorder = recorder;
        this.book = book;
        this.transcript = transcript;
    }

    /// Takes a query; it is given to the agent when that is ready.
    ///
    /// @return false when it is known already, and nothing has changed
    boolean take(RunnerCommand.StartQuery query) {
        if (!book.begin(query.queryId())) {
            return false;
        }
        waiting.add(query);
        heard();
        return true;
    }

    /// Gives the agent the next query, if there is one and none of the server's is at work.
    void giveTo(AgentDriver driver) {
        if (waiting.isEmpty() || active.values().stream().anyMatch(one -> !one.isAgents)) {
            return;
        }
        var next = waiting.remove();
        active.put(next.queryId(), new Active(false));
        heard();
        driver.startQuery(
                next.queryId(), next.prompt(), next.options() == null ? Map.of() : next.options());
        transcript.asked(next.prompt().text());
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    boolean hasActive() {
        return !active.isEmpty();
    }

    /// The query that a server is told of when it asks.
    @Nullable String current() {
        for (var one : active.entrySet()) {
            if (!one.getValue().isAgents) {
                return one.getKey();
            }
        }
        if (!waiting.isEmpty()) {
            return waiting.getFirst().queryId();
        }
        return active.isEmpty() ? null : active.keySet().iterator().next();
    }

    /// An event about queries that the agent says.
    ///
    /// @param json in its own words, if it has any
    /// @param unexplained why a failure failed when the agent does not say
    void said(StreamEvent.Query event, byte @Nullable [] json, QueryCause unexplained) {
        switch (event) {
            case StreamEvent.QueryStarted started -> startedByAgent(started, json);
            case StreamEvent.QueryEnded ended -> endedByAgent(ended, json, unexplained);
            case StreamEvent.PermissionRequested request -> {
                asked.put(request.requestId(), request);
                recorder.write(request, json);
            }
            case StreamEvent.PermissionWithdrawn gone -> {
                asked.remove(gone.requestId());
                recorder.write(gone, json);
            }
        }
    }

    private void startedByAgent(StreamEvent.QueryStarted started, byte @Nullable [] json) {
        var id = started.queryId();
        if (active.containsKey(id)) {
            return; // an echo of the server's own
        }
        if (book.begin(id)) {
            active.put(id, new Active(true));
            recorder.write(started, json);
        } else {
            leftOut("query_started", id, "it was there before");
        }
    }

    private void endedByAgent(
            StreamEvent.QueryEnded ended, byte @Nullable [] json, QueryCause unexplained) {
        var one = active.get(ended.queryId());
        if (one == null) {
            leftOut("query_ended", ended.queryId(), "it is not active");
            return;
        }
        boolean isCut = one.interruptGrace != null && ended.outcome() == QueryOutcome.FAILED;
        boolean isBare = ended.outcome() == QueryOutcome.FAILED && ended.cause() == null;
        if (isCut || isBare) {
            end(
                    new StreamEvent.QueryEnded(
                            ended.queryId(),
                            isCut ? QueryOutcome.INTERRUPTED : ended.outcome(),
                            ended.stopReason(),
                            isCut ? ended.cause() : unexplained,
                            ended.others()),
                    null);
        } else {
            end(ended, json);
        }
    }

    private void leftOut(String type, String id, String why) {
        recorder.log(LogLevel.WARN, "left out " + type + " of query " + id + ": " + why);
    }

    /// Closes what belongs to the query, and ends it.
    private void end(StreamEvent.QueryEnded ended, byte @Nullable [] json) {
        var id = ended.queryId();
        var one = active.remove(id);
        if (one != null && one.interruptGrace != null) {
            one.interruptGrace.cancel();
        }
        recorder.closeQuery();
        withdraw(request -> request.queryId().equals(id) && !outlives(request), "the query ended");
        recorder.write(ended, json);
        book.end(id);
        hasEnded = true;
        hasCompleted |= ended.outcome() == QueryOutcome.COMPLETED;
    }

    /// Whether the call of a tool that a request is about goes on after its query, and with it the
    /// wait for the answer: a subagent's, or one in the background.
    private boolean outlives(StreamEvent.PermissionRequested request) {
        return request.toolUseId() != null && recorder.isToolOpen(request.toolUseId());
    }

    private void withdraw(Predicate<StreamEvent.PermissionRequested> which, String reason) {
        for (var request : List.copyOf(asked.values())) {
            if (which.test(request)) {
                asked.remove(request.requestId());
                recorder.say(new StreamEvent.PermissionWithdrawn(request.requestId(), reason));
            }
        }
    }

    /// The agent is gone: nobody waits for an answer any more.
    void agentEnded() {
        withdraw(_ -> true, "the agent ended");
    }

    /// The requests that wait for a person.
    List<String> asked() {
        return List.copyOf(asked.keySet());
    }

    /// Ends all that the agent works on.
    void endActive(QueryOutcome outcome, @Nullable QueryCause cause) {
        for (var id : List.copyOf(active.keySet())) {
            end(new StreamEvent.QueryEnded(id, outcome, null, cause), null);
        }
    }

    /// Ends all that wait.
    void endWaiting(QueryOutcome outcome, @Nullable QueryCause cause) {
        while (!waiting.isEmpty()) {
            var id = waiting.remove().queryId();
            end(new StreamEvent.QueryEnded(id, outcome, null, cause), null);
        }
    }

    /// Ends what an earlier runner left.
    void endLost(Recovery recovery) {
        for (var request : recovery.permissions()) {
            recorder.say(new StreamEvent.PermissionWithdrawn(request, "the runner was lost"));
        }
        var cause = new QueryCause(ErrorCode.ENVIRONMENT_LOST, "The runner was killed.");
        for (var id : recovery.queries()) {
            end(new StreamEvent.QueryEnded(id, QueryOutcome.LOST, null, cause), null);
        }
    }

    /// Whether an interrupt is for the agent, and not honoured or asked before. One that waits is
    /// ended here.
    ///
    boolean isToBeInterrupted(String id) {
        if (waiting.removeIf(query -> query.queryId().equals(id))) {
            end(new StreamEvent.QueryEnded(id, QueryOutcome.INTERRUPTED, null, null), null);
            return false;
        }
        var one = active.get(id);
        return one != null && one.interruptGrace == null;
    }

    /// An interrupt is on its way to the agent.
    void interrupting(String id, Cancellable grace) {
        var one = active.get(id);
        if (one != null) {
            one.interruptGrace = grace;
        }
    }

    /// Whether the agent was asked to stop working on any of its queries.
    boolean isInterrupting() {
        return active.values().stream().anyMatch(one -> one.interruptGrace != null);
    }

    boolean isActive(String id) {
        return active.containsKey(id);
    }

    /// @return false when nobody waits for this answer
    boolean answered(String requestId) {
        heard();
        return asked.remove(requestId) != null;
    }

    /// The agent gave a sign of life.
    void heard() {
        heardNanos = System.nanoTime();
    }

    /// How long the agent may still be silent, 0 when it has been silent for too long; null when
    /// nobody waits for it, or it waits for a person.
    @Nullable Long silenceLeftNanos(Duration max) {
        boolean isWaitedFor = !active.isEmpty() || !waiting.isEmpty();
        if (max.isZero() || !isWaitedFor || !asked.isEmpty()) {
            return null;
        }
        return Math.max(0, TimeUnit.NANOSECONDS.convert(max) - (System.nanoTime() - heardNanos));
    }

    /// Whether a query has completed since this was asked last.
    boolean takeCompleted() {
        boolean was = hasCompleted;
        hasCompleted = false;
        return was;
    }

    /// Whether a query has ended since this was asked last.
    boolean takeEnded() {
        boolean was = hasEnded;
        hasEnded = false;
        return was;
    }
}
