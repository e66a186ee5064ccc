package dev.signalbox.environment;

import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/// A listener that remembers what it heard.
final class Heard implements RunnerListener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<RunnerReply.Hello> hellos = new CopyOnWriteArrayList<>();
    final List<SpoolLine> lines = new CopyOnWriteArrayList<>();
    final List<RunnerViolation> violations = new CopyOnWriteArrayList<>();
    final List<Long> leftOut = new CopyOnWriteArrayList<>();
    final List<RunnerReply.Pong> pongs = new CopyOnWriteArrayList<>();
    final List<CloseReason> ends = new CopyOnWriteArrayList<>();

    /// Events wait for a permit; by default there are enough.
    final Semaphore permits;

    Heard() {
        this(Integer.MAX_VALUE);
    }

    Heard(int permits) {
        this.permits = new Semaphore(permits);
    }

    @Override
    public void hello(RunnerReply.Hello hello) {
        hellos.add(hello);
    }

    @Override
    public void event(SpoolLine line) throws InterruptedException {
        permits.acquire();
        lines.add(line);
    }

    @Override
    public void leftOut(long offset) {
        leftOut.add(offset);
    }

    @Override
    public void violation(RunnerViolation violation) {
        violations.add(violation);
    }

    @Override
    public void pong(RunnerReply.Pong pong) {
        pongs.add(pong);
    }

    @Override
    public void closed(CloseReason why) {
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("closed() on an interrupted thread");
        }
        ends.add(why);
    }

    CloseReason end() {
        await().atMost(PATIENCE).until(() -> !ends.isEmpty());
        return ends.getFirst();
    }

    void hello() {
        await().atMost(PATIENCE).until(() -> !hellos.isEmpty());
    }

    StreamEvent event(Predicate<StreamEvent> which) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                lines.stream()
                                        .map(SpoolLine::event)
                                        .filter(which)
                                        .findFirst()
                                        .orElse(null),
                        found -> found != null);
    }

    StreamEvent.QueryEnded ended(String queryId) {
        return (StreamEvent.QueryEnded)
                event(event ->
                        event instanceof StreamEvent.QueryEnded ended
                                && ended.queryId().equals(queryId));
    }
}
