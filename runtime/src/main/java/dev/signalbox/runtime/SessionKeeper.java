package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionFilter;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.ActiveQueryState;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Keeps sessions in memory as long as they are needed: loads them when they are asked for and when
/// their runner may live, lets them see the clock, unloads the unused, and loads those again whose
/// owner a failing journal has ended.
final class SessionKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SessionKeeper.class.getName());
    private static final int LOAD_TRIES = 3;

    private final SessionSettings settings;
    private final Journal journal;
    private final InstantSource clock;
    private final LocalEventFeed feed;
    private final SessionLoader loader;
    private final LoadedSessions loaded = new LoadedSessions(this::load);
    private final JournalWatch watch;
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final Set<String> toReload = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread ticker =
            Thread.ofPlatform().daemon().name("session-ticker").unstarted(this::tickAll);

    private final Thread sweeper;

    SessionKeeper(
            SessionSettings settings,
            Journal journal,
            Map<String, ExecutionEnvironment> environments,
            AgentCatalog agents,
            SessionFiles files,
            EventBus bus,
            InstantSource clock) {
        this.settings = settings;
        this.journal = journal;
        this.clock = clock;
        this.feed = new LocalEventFeed(journal, this::head);
        var leftovers =
                new Leftovers(journal, environments, files, settings.terminateGrace(), this::adopt);
        this.sweeper =
                Thread.ofPlatform().daemon().name("session-leftovers").unstarted(leftovers::sweep);
        this.watch = new JournalWatch(journal, this::reload);
        this.loader =
                new SessionLoader(
                        settings,
                        journal,
                        environments,
                        agents,
                        files,
                        feed,
                        bus,
                        clock,
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
        int count = 0;
        for (var row : rowsWithEnvironment()) {
            try {
                var _ = loaded.get(row.id());
                count++;
            } catch (SignalboxException e) {
                LOG.log(ERROR, "session cannot be loaded session_id=" + row.id(), e);
            }
        }
        LOG.log(INFO, "sessions hosted count=" + count);
        ticker.start();
        sweeper.start();
    }

    private void adopt(String sessionId) {
        if (loaded.ifLoaded(sessionId) == null) {
            LOG.log(INFO, "something of a stopped session lives session_id=" + sessionId);
        }
        var _ = loaded.get(sessionId);
    }

    private List<SessionRow> rowsWithEnvironment() throws JournalException {
        var rows = new ArrayList<SessionRow>();
        for (var status :
                List.of(
                        EnvironmentStatus.STARTING,
                        EnvironmentStatus.READY,
                        EnvironmentStatus.ERROR)) {
            @Nullable String cursor = null;
            do {
                var page =
                        journal.list(
                                new SessionFilter(
                                        null, status.wireName(), null, null, null, cursor, 500));
                rows.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
        }
        return rows;
    }

    private AgentSession load(String sessionId) {
        if (deleting.contains(sessionId)) {
            throw notFound(sessionId);
        }
        try {
            return loader.load(sessionId);
        } catch (JournalException e) {
            throw unavailable(e);
        }
    }

    /// An owner has ended by itself, or because it was asked to.
    private void ended(AgentSession session) {
        loaded.remove(session);
        session.close();
        feed.dropUnread(session.sessionId());
        switch (session.owner().end()) {
            case JOURNAL_FAILED -> {
                toReload.add(session.sessionId());
                watch.failed();
            }
            case ASKED, FENCED, BUG -> {}
        }
    }

    private void reload() {
        for (String sessionId : Set.copyOf(toReload)) {
            toReload.remove(sessionId);
            try {
                var _ = loaded.get(sessionId);
            } catch (SignalboxException e) {
                LOG.log(ERROR, "session cannot be loaded again session_id=" + sessionId, e);
            }
        }
    }

    private void tickAll() {
        try {
            while (!closing.await(settings.tick().toMillis(), TimeUnit.MILLISECONDS)) {
                for (var session : loaded.all()) {
                    session.tick();
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
        var environment = state.executionEnvironment();
        boolean isStopped =
                environment == null
                        || environment.status() == EnvironmentStatus.INACTIVE
                        || environment.status() == EnvironmentStatus.TERMINATED;
        var tail = feed.tailIfAny(session.sessionId());
        return isStopped
                && state.activeQuery() instanceof ActiveQueryState.None
                && state.queue().messages().isEmpty()
                && (tail == null || !tail.hasReaders())
                && clock.instant().isAfter(session.lastActivity().plus(settings.unloadAfter()));
    }

    /// Asks the session's owner, loading the session if need be.
    <T> T ask(String sessionId, Function<Turn, T> decision) {
        for (int tries = 1; ; tries++) {
            try {
                return loaded.get(sessionId).ask(decision);
            } catch (AgentSession.EndedException e) {
                if (!watch.works()) {
                    throw unavailable(e);
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
        if (!deleting.add(sessionId)) {
            throw notFound(sessionId);
        }
        try {
            loader.delete(sessionId, loaded.ifLoaded(sessionId));
            feed.delete(sessionId);
        } catch (JournalException e) {
            watch.failed();
            throw unavailable(e);
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

    static SignalboxException unavailable(Throwable cause) {
        return new SignalboxException(
                ErrorCode.JOURNAL_UNAVAILABLE,
                "the journal does not work now; try again in a moment",
                cause);
    }

    /// Lets go of every session. Their environments go on.
    @Override
    public void close() {
        loaded.close();
        closing.countDown();
        sweeper.interrupt();
        watch.close();
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
