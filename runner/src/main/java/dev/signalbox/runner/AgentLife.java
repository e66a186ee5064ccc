package dev.signalbox.runner;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// One life of an agent: its driver, its process if it has one, and why it is to end. Owned by the
/// agent loop; other threads carry it in messages and do not look inside.
final class AgentLife implements AgentPort {
    private final Supervisor supervisor;
    private final Session session;
    private final TextTail errors = new TextTail(ProtocolLimits.STDERR_TAIL_BYTES_MAX);
    private @Nullable AgentDriver driver;
    private @Nullable AgentProcess process;
    private @Nullable Verdict verdict;
    private boolean isReady;
    private boolean hasBeenReady;
    private boolean isOver;
    private long startedNanos;
    private boolean hasSpoken;

    /// Why the runner ends an agent.
    sealed interface Verdict {
        /// It did not honour an interrupt.
        record Interrupted() implements Verdict {}

        /// Its driver wants a new one.
        record Restarted(String why) implements Verdict {}

        /// The runner ends.
        record Stopped() implements Verdict {}

        /// It is of no use any more; its query ends so.
        record Failed(QueryOutcome outcome, ErrorCode code, String message) implements Verdict {}
    }

    AgentLife(Supervisor supervisor, Session session) {
        this.supervisor = supervisor;
        this.session = session;
    }

    void began(AgentDriver with) {
        driver = with;
    }

    void began(AgentProcess with) {
        process = with;
        startedNanos = System.nanoTime();
    }

    /// It has printed a line. How long the first one took is said, for whoever wonders why a session
    /// is slow to start.
    void spoke() {
        if (hasSpoken) {
            return;
        }
        hasSpoken = true;
        long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        session.recorder()
                .say(
                        new StreamEvent.Log(
                                LogLevel.DEBUG,
                                "the agent's first line came after " + millis + " ms",
                                LogSource.RUNNER,
                                ProtocolJson.object().put("firstLineMs", millis),
                                Map.of()));
    }

    AgentDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("the agent has not begun");
        }
        return driver;
    }

    @Nullable AgentProcess process() {
        return process;
    }

    @Nullable Verdict verdict() {
        return verdict;
    }

    /// The first verdict stands.
    void judge(Verdict why) {
        if (verdict == null) {
            verdict = why;
        }
        isReady = false;
    }

    /// Whether it is to end, and has no process whose exit would say that it has.
    boolean isToEndWithoutExit() {
        return verdict != null && process == null && !isOver;
    }

    /// Whether it can take a query.
    boolean isReady() {
        return isReady;
    }

    boolean hasBeenReady() {
        return hasBeenReady;
    }

    boolean isOver() {
        return isOver;
    }

    /// It is gone; nothing that its driver does from now on is heard.
    void over() {
        isOver = true;
        isReady = false;
    }

    void errorLine(String text) {
        errors.add(text);
    }

    String errors() {
        return errors.text();
    }

    @Override
    public void emit(StreamEvent event) {
        if (!isOver) {
            supervisor.said(this, event, null);
        }
    }

    @Override
    public void emit(StreamEvent event, byte[] json) {
        if (!isOver) {
            supervisor.said(this, event, json);
        }
    }

    @Override
    public void violation(ProtocolException why, byte[] line) {
        session.recorder().violation(why, line.length, line);
    }

    @Override
    public void ready() {
        if (!isOver && !isReady && verdict == null) {
            isReady = true;
            hasBeenReady = true;
            supervisor.ready();
        }
    }

    @Override
    public void send(byte[] line) {
        if (process == null || isOver) {
            return;
        }
        if (!process.send(line)) {
            fail(ErrorCode.AGENT_FAILED, "The agent does not read its standard input.");
        }
    }

    @Override
    public Cancellable schedule(Duration after, Runnable task) {
        return session.timers()
                .after(
                        after,
                        () -> {
                            if (!isOver) {
                                supervisor.guarded(this, task);
                            }
                        });
    }

    @Override
    public void post(Runnable task) {
        send(new Message.Task(this, task));
    }

    @Override
    public void deliver(byte[] line) {
        send(new Message.Line(this, line));
    }

    private void send(Message message) {
        try {
            var _ = session.inbox().post(message); // false: the runner has ended
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the driver ends its thread
        }
    }

    @Override
    public void restart(String why) {
        if (!isOver) {
            supervisor.end(this, new Verdict.Restarted(why));
        }
    }

    @Override
    public String history() {
        return session.transcript().text();
    }

    @Override
    public String newId(String prefix) {
        return session.ids().next(prefix);
    }

    @Override
    public void remember(String key, String value) {
        session.remembered().put(key, value);
    }

    @Override
    public void agentVersion(String version) {
        supervisor.agentVersion(version);
    }

    @Override
    public void fail(ErrorCode code, String message) {
        if (!isOver) {
            supervisor.end(this, new Verdict.Failed(QueryOutcome.FAILED, code, message));
        }
    }

    @Override
    public QueryCause cause(ErrorCode code, String message) {
        return cause(code, message, null);
    }

    QueryCause cause(ErrorCode code, String message, QueryCause.@Nullable Exit exit) {
        var tail = errors();
        return new QueryCause(code, message, exit, tail.isEmpty() ? null : tail);
    }

    @Override
    public Instant now() {
        return session.clock().instant();
    }
}
