package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;

import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Stops the environments of many sessions side by side, when their server ends and takes them with
/// it.
final class EnvironmentStops {
    private static final System.Logger LOG = System.getLogger(EnvironmentStops.class.getName());
    private static final Duration KILL_TIME = Duration.ofSeconds(1);

    private EnvironmentStops() {}

    /// Asks all of them, and waits until they are gone or a little more than the grace is over.
    static void stop(List<AgentSession> sessions, Duration grace) {
        var stops = new ConcurrentLinkedQueue<CompletableFuture<Void>>();
        InParallel.each(
                "stop",
                sessions,
                AgentSession::sessionId,
                session -> {
                    try {
                        stops.add(
                                session.ask(turn -> EnvironmentPolicy.stopWithServer(turn, grace)));
                    } catch (SignalboxException | AgentSession.EndedException e) {
                        LOG.log(
                                ERROR,
                                "session cannot be stopped session_id=" + session.sessionId(),
                                e);
                    }
                });
        try {
            CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new))
                    .get(grace.plus(KILL_TIME).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(ERROR, "sessions do not stop in time: they are killed");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails them", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
