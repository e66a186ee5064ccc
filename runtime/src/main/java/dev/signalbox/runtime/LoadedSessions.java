package dev.signalbox.runtime;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.ActiveQueryState;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/// The sessions in memory. Each is loaded by one thread, while others that want it wait.
final class LoadedSessions {
    private final ConcurrentHashMap<String, FutureTask<AgentSession>> byId =
            new ConcurrentHashMap<>();
    private final Function<String, AgentSession> loader;
    private volatile boolean closed;

    /// @param loader loads a session; throws [SignalboxException]
    LoadedSessions(Function<String, AgentSession> loader) {
        this.loader = loader;
    }

    /// The session, loaded first if need be.
    AgentSession get(String sessionId) {
        if (closed) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED, "the server is stopping; connect again in a moment");
        }
        var task = byId.computeIfAbsent(sessionId, id -> new FutureTask<>(() -> loader.apply(id)));
        task.run(); // Does nothing when another thread loads, or has loaded.
        try {
            return task.get();
        } catch (ExecutionException e) {
            byId.remove(sessionId, task);
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "interrupted while session " + sessionId + " loads", e);
        }
    }

    /// The session if it is in memory, and not on its way there.
    @Nullable AgentSession ifLoaded(String sessionId) {
        var task = byId.get(sessionId);
        return task != null && task.state() == FutureTask.State.SUCCESS ? task.resultNow() : null;
    }

    /// Forgets a session, if it is this one that is in memory.
    void remove(AgentSession session) {
        byId.computeIfPresent(
                session.sessionId(),
                (_, task) ->
                        task.state() == FutureTask.State.SUCCESS && task.resultNow() == session
                                ? null
                                : task);
    }

    List<AgentSession> all() {
        var all = new ArrayList<AgentSession>();
        byId.values()
                .forEach(task -> {
                    if (task.state() == FutureTask.State.SUCCESS) {
                        all.add(task.resultNow());
                    }
                });
        return all;
    }

    int count() {
        return byId.size();
    }

    /// How many have an environment that is up or on its way.
    int runningCount() {
        return (int) all().stream().filter(LoadedSessions::isRunning).count();
    }

    private static boolean isRunning(AgentSession session) {
        var is = session.state().executionEnvironment();
        return is != null && RunnerPolicy.isHealthy(is.status());
    }

    /// Nothing of it runs, or is to.
    static boolean isStopped(SessionState state) {
        var environment = state.executionEnvironment();
        return environment == null
                || environment.status() == EnvironmentStatus.INACTIVE
                || environment.status() == EnvironmentStatus.TERMINATED;
    }

    /// What each does and takes.
    ///
    /// @param nanos the time that passes
    List<SessionLoad> loads(long nanos) {
        return all().stream()
                .filter(session -> !session.isEnded())
                .map(session -> session.load(nanos))
                .toList();
    }

    /// Refuses what would bring one execution environment more up than that.
    ///
    /// @throws SignalboxException `OVERLOADED`
    void requireRoom(String sessionId, int most) {
        if (count() < most) {
            return;
        }
        @Nullable AgentSession session = ifLoaded(sessionId);
        if ((session == null || !isRunning(session)) && runningCount() >= most) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "this server runs "
                            + most
                            + " execution environments, as many as limits.environments allows:"
                            + " terminate one, or try again when one has stopped");
        }
    }

    /// Refuses what would begin one query more of a principal than that. What waits behind another
    /// query begins none.
    ///
    /// @throws SignalboxException `OVERLOADED`
    void requireRoomFor(By by, String sessionId, int most) {
        if (count() < most) {
            return;
        }
        var session = get(sessionId);
        if (session.state().activeQuery().queryId() == null
                && activeCount(session.tenant(), by) >= most) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "you have "
                            + most
                            + " queries in flight, as many as limits.activeQueriesPerPrincipal"
                            + " allows: interrupt one, or try again when one has ended");
        }
    }

    /// Two tenants may each have a principal of one name.
    private long activeCount(String tenant, By by) {
        return all().stream()
                .filter(session -> session.tenant().equals(tenant))
                .filter(session ->
                        session.state().activeQuery() instanceof ActiveQueryState.Running running
                                && by.equals(running.by()))
                .count();
    }

    /// Loads nothing any more.
    void close() {
        closed = true;
    }
}
