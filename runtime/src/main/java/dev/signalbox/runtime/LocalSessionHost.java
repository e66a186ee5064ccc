package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionFilter;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Replies.EnvironmentView;
import dev.signalbox.protocol.Replies.InterruptAccepted;
import dev.signalbox.protocol.Replies.MessageAccepted;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.Requests.SendMessage;
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

/// The sessions of one server: their owners are all here.
///
/// [#start] attaches to every runner that still lives. [#close] lets go of them; they go on.
public final class LocalSessionHost implements SessionHost, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LocalSessionHost.class.getName());
    private static final int LOAD_TRIES = 3;

    private final SessionSettings settings;
    private final Journal journal;
    private final Map<String, ExecutionEnvironment> environments;
    private final AgentCatalog agents;
    private final InstantSource clock;
    private final SessionLoader loader;
    private final SessionMaker maker;
    private final LoadedSessions loaded;
    private final LocalEventFeed feed;
    private final EventBus bus = new EventBus();
    private final JournalWatch watch;
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final Set<String> toReload = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread ticker;

    /// @param environments the kinds that this server can start
    public LocalSessionHost(
            SessionSettings settings,
            Journal journal,
            List<ExecutionEnvironment> environments,
            AgentCatalog agents,
            InstantSource clock) {
        this.settings = settings;
        this.journal = journal;
        this.environments =
                environments.stream()
                        .collect(
                                java.util.stream.Collectors.toUnmodifiableMap(
                                        ExecutionEnvironment::name, Function.identity()));
        this.agents = agents;
        this.clock = clock;
        this.feed = new LocalEventFeed(journal, this::head);
        this.watch = new JournalWatch(journal, this::reload);
        var files = new SessionFiles(settings.dataDir(), settings.workspaceRoots());
        this.loader =
                new SessionLoader(
                        settings,
                        journal,
                        this.environments,
                        agents,
                        files,
                        feed,
                        bus,
                        clock,
                        this::ended);
        this.maker = new SessionMaker(journal, this.environments, agents, files, clock);
        this.loaded = new LoadedSessions(this::load);
        this.ticker = Thread.ofPlatform().daemon().name("session-ticker").unstarted(this::tickAll);
    }

    /// Loads the sessions whose runner may still live, and begins to watch the clock.
    ///
    /// @throws JournalException if the list of sessions cannot be read
    public void start() throws JournalException {
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
        switch (session.end()) {
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
    private <T> T ask(String sessionId, Function<Turn, T> decision) {
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

    @Override
    public Created create(CreateSession request, String tenant, By by) {
        try {
            var made = maker.create(request, tenant, by);
            if (made.isNew()) {
                bus.publish(new EventBus.News.Appeared(made.row().id()));
            }
            return new Created(view(made.row()), made.isNew());
        } catch (JournalException e) {
            watch.failed();
            throw unavailable(e);
        }
    }

    @Override
    public SessionView session(String sessionId) {
        return view(row(sessionId));
    }

    private SessionView view(SessionRow row) {
        @Nullable AgentSession session = loaded.ifLoaded(row.id());
        return Rows.view(row, session == null || session.isEnded() ? null : session.runtime());
    }

    @Override
    public Page<SessionView> sessions(ListRequest request) {
        try {
            var page =
                    journal.list(
                            new SessionFilter(
                                    request.tenant(),
                                    request.status() == null ? null : request.status().wireName(),
                                    request.agent(),
                                    request.active(),
                                    request.text(),
                                    request.cursor(),
                                    request.limit()));
            return new Page<>(page.items().stream().map(this::view).toList(), page.next());
        } catch (JournalException e) {
            throw unavailable(e);
        }
    }

    @Override
    public SessionView patch(String sessionId, PatchSession patch, By by) {
        var row = row(sessionId);
        var change = maker.patch(row, patch);
        ask(sessionId, change);
        return session(sessionId);
    }

    @Override
    public void delete(String sessionId, By by) {
        var _ = row(sessionId);
        if (!deleting.add(sessionId)) {
            throw notFound(sessionId);
        }
        try {
            loader.delete(sessionId, loaded.ifLoaded(sessionId));
            feed.delete(sessionId);
            bus.publish(new EventBus.News.Deleted(sessionId));
        } catch (JournalException e) {
            watch.failed();
            throw unavailable(e);
        } finally {
            deleting.remove(sessionId);
        }
    }

    @Override
    public SnapshotView snapshot(String sessionId) {
        @Nullable AgentSession session = loaded.ifLoaded(sessionId);
        if (session != null && !session.isEnded()) {
            return session.snapshot(journal.epoch());
        }
        var _ = row(sessionId);
        try {
            return loader.fold(sessionId, Long.MAX_VALUE)
                    .snapshot(sessionId, journal.epoch(), false);
        } catch (JournalException e) {
            throw unavailable(e);
        }
    }

    @Override
    public EventsPage events(String sessionId, EventsRequest request) {
        var _ = row(sessionId);
        try {
            return EventPages.read(journal, sessionId, request);
        } catch (JournalException e) {
            throw unavailable(e);
        }
    }

    @Override
    public MessageAccepted message(String sessionId, SendMessage message, By by) {
        return ask(sessionId, turn -> QueryPolicy.message(turn, message, by));
    }

    @Override
    public InterruptAccepted interrupt(String sessionId, By by) {
        return ask(sessionId, QueryPolicy::interruptActive);
    }

    @Override
    public void cancelQueued(String sessionId, String queryId, By by) {
        var _ = ask(sessionId, turn -> QueryPolicy.cancel(turn, queryId));
    }

    @Override
    public Page<PermissionView> permissions(String sessionId) {
        var state = loaded.get(sessionId).state();
        return new Page<>(PermissionPolicy.views(state), null);
    }

    @Override
    public PermissionView answer(
            String sessionId, String requestId, AnswerPermission answer, By by) {
        return ask(sessionId, turn -> PermissionPolicy.answer(turn, requestId, answer, by));
    }

    @Override
    public void environment(String sessionId, EnvironmentAction action, By by) {
        var _ = ask(sessionId, turn -> EnvironmentPolicy.command(turn, action));
    }

    @Override
    public Page<AgentView> agents() {
        return new Page<>(agents.agents(), null);
    }

    @Override
    public Page<EnvironmentView> environments() {
        return new Page<>(
                environments.values().stream()
                        .map(one ->
                                new EnvironmentView(
                                        one.name(),
                                        one.availability().isAvailable(),
                                        one.availability().reason()))
                        .toList(),
                null);
    }

    @Override
    public EventFeed feed() {
        return feed;
    }

    @Override
    public EventBus bus() {
        return bus;
    }

    @Override
    public boolean isReady() {
        return watch.works();
    }

    @Override
    public int loadedCount() {
        return loaded.count();
    }

    private LocalEventFeed.Head head(SessionRow row) {
        @Nullable AgentSession session = loaded.ifLoaded(row.id());
        return session == null || session.isEnded()
                ? new LocalEventFeed.Head(row.headSeq(), Rows.stored(row))
                : new LocalEventFeed.Head(session.state().seq(), session.runtime());
    }

    private SessionRow row(String sessionId) {
        try {
            @Nullable SessionRow row = journal.session(sessionId);
            if (row == null || deleting.contains(sessionId)) {
                throw notFound(sessionId);
            }
            return row;
        } catch (JournalException e) {
            throw unavailable(e);
        }
    }

    private static SignalboxException notFound(String sessionId) {
        return new SignalboxException(
                ErrorCode.SESSION_NOT_FOUND, "no session has the id " + sessionId);
    }

    private static SignalboxException unavailable(Throwable cause) {
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
