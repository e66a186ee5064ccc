package dev.signalbox.agent;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A port that keeps what it is told, and whose time passes only when the test says so.
public final class FakePort implements AgentPort {
    public final List<StreamEvent> events = new ArrayList<>();
    public final List<byte[]> ownWords = new ArrayList<>();
    public final List<String> violations = new ArrayList<>();
    public final List<String> sent = new ArrayList<>();
    public final Map<String, String> remembered = new HashMap<>();
    public final List<String> restarts = new ArrayList<>();
    public String history = "";
    public boolean isReady;

    private final BlockLaw law = new BlockLaw();
    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int ids;

    private record Task(Instant due, Runnable run) {}

    /// Runs what is due within a time, in order.
    public void pass(Duration time) {
        var until = now.plus(time);
        while (true) {
            var next =
                    tasks.stream()
                            .filter(task -> !task.due.isAfter(until))
                            .min(java.util.Comparator.comparing(Task::due));
            if (next.isEmpty()) {
                break;
            }
            tasks.remove(next.get());
            now = next.get().due;
            next.get().run.run();
        }
        now = until;
    }

    public boolean hasTasks() {
        return !tasks.isEmpty();
    }

    public int openBlocks() {
        return law.openCount();
    }

    public <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void emit(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }
        events.add(event);
    }

    @Override
    public void emit(StreamEvent event, byte[] json) {
        emit(event);
        ownWords.add(json);
    }

    @Override
    public void violation(ProtocolException why, byte[] line) {
        violations.add(why.kind().wireName() + " " + new String(line, StandardCharsets.UTF_8));
    }

    @Override
    public void ready() {
        isReady = true;
    }

    @Override
    public void send(byte[] line) {
        sent.add(new String(line, StandardCharsets.UTF_8));
    }

    @Override
    public Cancellable schedule(Duration after, Runnable run) {
        var task = new Task(now.plus(after), run);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public void post(Runnable task) {
        task.run();
    }

    @Override
    public void deliver(byte[] line) {
        throw new UnsupportedOperationException("give the line to the driver");
    }

    @Override
    public void restart(String why) {
        restarts.add(why);
    }

    @Override
    public String history() {
        return history;
    }

    @Override
    public String newId(String prefix) {
        return prefix + ++ids;
    }

    @Override
    public void remember(String key, String value) {
        remembered.put(key, value);
    }

    @Override
    public void agentVersion(String version) {
        remembered.put("version", version);
    }

    @Override
    public void fail(ErrorCode code, String message) {
        events.add(new StreamEvent.Failure(code, message));
    }

    @Override
    public QueryCause cause(ErrorCode code, String message) {
        return new QueryCause(code, message, null, remembered.get("stderr"));
    }

    @Override
    public Instant now() {
        return now;
    }
}
