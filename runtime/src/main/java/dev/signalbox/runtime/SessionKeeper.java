package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.ActiveQueryState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Keeps sessions in memory as long as they are needed: loads them when they are asked for and when
/// their runner may live, lets them see the clock, unloads the unused, and loads those again whose
/// owner a failing journal has ended.
final class SessionKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SessionKeeper.class.getName());
    private static final int LOAD_TRIES = 3;
    private static final Duration JOURNAL_SEEN = Duration.ofSeconds(10);

    private final Supplier<SessionSettings> settings;
    private final LongSupplier nanoTime;
    private final LocalEventFeed feed;
    private final SessionLoader loader;
    private final Checkpoints checkpoints;
    private final LoadedSessions loaded = new LoadedSessions(this::load);
    private final JournalWatch watch;
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final Set<String> toReload = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread ticker =
            Thread.ofPlatform().daemon().name("session-ticker").unstarted(this::tickAll);

    private final Thread sweeper;

    SessionKeeper(
            Supplier<SessionSettings> settings,
            Journal journal,
            Map<String, ExecutionEnvironment> environments,
            AgentCatalog agents,
            AgentSecrets secrets,
            SessionFiles files,
            EventBus bus,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.feed = new LocalEventFeed(journal, this::head);
        var leftovers =
                new Leftovers(
                        journal, environments, files, settings.get().terminateGrace(), this::adopt);
        this.sweeper =
                Thread.ofPlatform().daemon().name("session-leftovers").unstarted(leftovers::sweep);
        this.watch = new JournalWatch(journal, this::reload, JOURNAL_SEEN);
        this.checkpoints = new Checkpoints(journal);
        this.loader =
                new SessionLoader(
                        settings,
                        journal,
                        checkpoints,
                        environments,
                        agents,
                        secrets,
                        files,
                        feed,
                        bus,
                        clock,
                        nanoTime,
                        this::ended);
    }

    LocalEventFeed feed() {
        return feed;
    }

    SessionLoader loader() {
        return loader;
    }

    JournalWatch watch() {
        return watch;
    }

    int count() {
        return loaded.count();
    }

    /// The session if it is in memory and has an owner.
    @Nullable AgentSession ifLoaded(String sessionId) {
        @Nullable AgentSession session = loaded.ifLoaded(sessionId);
        return session == null || session.isEnded() ? null : session;
    }

    /// The session, loaded first if need be.
    AgentSession get(String sessionId) {
        return loaded.get(sessionId);
    }

    boolean isBeingDeleted(String sessionId) {
        return deleting.contains(sessionId);
    }

    /// Loads the sessions whose runner may still live, begins to watch the clock, and looks for what
    /// a server that was killed left behind.
    ///
    /// @throws JournalException if the list of sessions cannot be read
    void start() throws JournalException {
        InParallel.each(
                "load", loader.rowsWithEnvironment(), SessionRow::id, row -> host(row.id()));
        LOG.log(INFO, "sessions hosted count=" + loaded.count());
        checkpoints.start();
        ticker.start();
        sweeper.start();
    }

    /// How many sessions have an environment that is up or on its way.
    int runningCount() {
        return loaded.runningCount();
    }

    /// What the sessions in memory do and take.
    List<SessionLoad> loads() {
        return loaded.loads(nanoTime.getAsLong());
    }

    /// Refuses what would bring one execution environment too many up, or begin one query too many.
    ///
    /// @param by whose query it would be; null when there is to be none
    /// @throws SignalboxException `OVERLOADED`
    void requireRoom(String sessionId, @Nullable By by) {
        var limits = settings.get().limits();
        loaded.requireRoom(sessionId, limits.environments());
        if (by != null) {
            loaded.requireRoomFor(by, sessionId, limits.activeQueriesPerPrincipal());
        }
    }

    /// Stops every environment; kills those that are not gone in time.
    void stopEnvironments(Duration grace) {
        EnvironmentStops.stop(loaded.all(), grace);
        try {
            InParallel.each("kill", loader.rowsWithEnvironment(), SessionRow::id, loader::kill);
        } catch (JournalException e) {
            LOG.log(ERROR, "the journal does not say which environments are left", e);
        }
    }

    /// Loads a session; one that the journal does not give now is loaded when it works again.
    private void host(String sessionId) {
        try {
            var _ = loaded.get(sessionId);
        } catch (SignalboxException e) {
            boolean isForNow = e.code() == ErrorCode.JOURNAL_UNAVAILABLE;
            if (isForNow) {
                toReload.add(sessionId);
                watch.doubted();
            }
            if (!isForNow || watch.trouble() == null) {
                LOG.log(ERROR, "session cannot be loaded session_id=" + sessionId, e);
            }
        }
    }

    private void adopt(String sessionId) {
        if (loaded.ifLoaded(sessionId) == null) {
            LOG.log(INFO, "something of a stopped session lives session_id=" + sessionId);
        }
        var _ = loaded.get(sessionId);
    }

    private AgentSession load(String sessionId) {
        if (deleting.contains(sessionId)) {
            throw notFound(sessionId);
        }
        requireJournal();
        try {
            return loader.load(sessionId);
        } catch (JournalException e) {
            throw failed(e);
        }
    }

    /// An owner has ended by itself, or because it was asked to.
    private void ended(AgentSession session) {
        loaded.remove(session);
        session.close();
        checkpoints.offer(session.sessionId(), session.state(), Checkpoints.EVERY_AT_END);
        feed.dropUnread(session.sessionId());
        switch (session.owner().end()) {
            case JOURNAL_FAILED -> {
                toReload.add(session.sessionId());
                watch.failed(session.owner().failure());
            }
            case ASKED, FENCED, BUG -> {}
        }
    }

    private void reload() {
        for (String sessionId : Set.copyOf(toReload)) {
            toReload.remove(sessionId);
            host(sessionId);
        }
    }

    private void tickAll() {
        try {
            while (!closing.await(settings.get().tick().toMillis(), TimeUnit.MILLISECONDS)) {
                for (var session : loaded.all()) {
                    session.tick();
                    checkpoints.look(session);
                    if (isUnused(session)) {
                        Thread.ofVirtual()
                                .name("session-" + session.sessionId() + "-unload")
                                .start(session::close);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isUnused(AgentSession session) {
        var state = session.state();
        var tail = feed.tailIfAny(session.sessionId());
        return LoadedSessions.isStopped(state)
                && state.activeQuery() instanceof ActiveQueryState.None
                && state.queue().messages().isEmpty()
                && (tail == null || !tail.hasReaders())
                && nanoTime.getAsLong() - session.lastActivity()
                        > settings.get().unloadAfter().toNanos();
    }

    /// Asks the session's owner, loading the session if need be.
    <T> T ask(String sessionId, Function<Turn, T> decision) {
        for (int tries = 1; ; tries++) {
            try {
                return loaded.get(sessionId).ask(decision);
            } catch (AgentSession.EndedException e) {
                var trouble = watch.trouble();
                if (trouble != null) {
                    throw JournalWatch.unavailable(trouble, e);
                }
                if (tries == LOAD_TRIES) {
                    throw new SignalboxException(
                            ErrorCode.OVERLOADED,
                            "session " + sessionId + " ended while it was asked; try again",
                            e);
                }
            }
        }
    }

    /// Ends a session and its environment and removes its journal and files.
    void delete(String sessionId) {
        requireJournal();
        if (!deleting.add(sessionId)) {
            throw notFound(sessionId);
        }
        try {
            loader.delete(sessionId, loaded.ifLoaded(sessionId));
            feed.delete(sessionId);
            checkpoints.forget(sessionId);
        } catch (JournalException e) {
            deleting.remove(sessionId); // First: else it could not be loaded.
            toReload.add(sessionId); // Its runner may be gone already: that is to be said.
            throw failed(e);
        } finally {
            deleting.remove(sessionId);
        }
    }

    private LocalEventFeed.Head head(SessionRow row) {
        @Nullable AgentSession session = ifLoaded(row.id());
        return session == null
                ? new LocalEventFeed.Head(row.headSeq(), Rows.stored(row))
                : new LocalEventFeed.Head(session.state().seq(), session.runtime());
    }

    static SignalboxException notFound(String sessionId) {
        return new SignalboxException(
                ErrorCode.SESSION_NOT_FOUND, "no session has the id " + sessionId);
    }

    /// Refuses what the journal would fail, before anything of it is done and without a wait.
    ///
    /// @throws SignalboxException `JOURNAL_UNAVAILABLE`
    void requireJournal() {
        watch.require();
    }

    /// What a caller is told whom the journal has failed. The journal is looked at.
    SignalboxException failed(JournalException e) {
        return watch.failure(e);
    }

    /// Lets go of every session. Their environments go on.
    @Override
    public void close() {
        loaded.close();
        closing.countDown();
        sweeper.interrupt();
        watch.close();
        checkpoints.close();
        var threads = new ArrayList<Thread>();
        for (var session : loaded.all()) {
            threads.add(
                    Thread.ofVirtual()
                            .name("session-" + session.sessionId() + "-close")
                            .start(session::close));
        }
        try {
            for (var thread : threads) {
                thread.join();
            }
            ticker.join();
            sweeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
