package dev.signalbox.runtime;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionFilter;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.PermissionGrant;
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

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The sessions of one server: their owners are all here.
///
/// [#start] attaches to every runner that still lives. [#close] lets go of them; they go on.
public final class LocalSessionHost implements SessionHost, AutoCloseable {
    private volatile SessionSettings settings;
    private final Journal journal;
    private final Map<String, ExecutionEnvironment> environments;
    private final AgentCatalog agents;
    private final SessionMaker maker;
    private final SessionKeeper keeper;
    private final EventBus bus = new EventBus();

    /// @param environments the kinds that this server can start
    public LocalSessionHost(
            SessionSettings settings,
            Journal journal,
            List<ExecutionEnvironment> environments,
            AgentCatalog agents,
            InstantSource clock) {
        this(settings, journal, environments, agents, AgentSecrets.NONE, clock, System::nanoTime);
    }

    /// @param secrets those that sessions may name
    /// @param clock the time of day, which somebody may set: for what people see
    /// @param nanoTime the time that passes, as [System#nanoTime] says it: for how long things take
    public LocalSessionHost(
            SessionSettings settings,
            Journal journal,
            List<ExecutionEnvironment> environments,
            AgentCatalog agents,
            AgentSecrets secrets,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.journal = journal;
        this.environments =
                environments.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        ExecutionEnvironment::name, Function.identity()));
        this.agents = agents;
        var files = new SessionFiles(settings.dataDir(), () -> this.settings.workspaceRoots());
        this.maker =
                new SessionMaker(
                        journal,
                        this.environments,
                        agents,
                        secrets,
                        files,
                        clock,
                        () -> this.settings);
        this.keeper =
                new SessionKeeper(
                        () -> this.settings,
                        journal,
                        this.environments,
                        agents,
                        secrets,
                        files,
                        bus,
                        clock,
                        nanoTime);
    }

    /// Loads the sessions whose runner may still live, and begins to watch the clock.
    ///
    /// @throws JournalException if the list of sessions cannot be read
    public void start() throws JournalException {
        keeper.start();
    }

    /// From now on other settings are in force: limits, pauses and time limits at once, what runners
    /// are told from their next start on, `restart` for sessions that are loaded from then on. The
    /// folder of the data and the tick stay as they are.
    public void reload(SessionSettings changed) {
        settings = changed;
    }

    @Override
    public Created create(CreateSession request, String tenant, By by) {
        keeper.requireJournal();
        try {
            var made = maker.create(request, tenant, by);
            if (made.isNew()) {
                bus.publish(new EventBus.News.Appeared(made.row().id()));
            }
            return new Created(view(made.row()), made.isNew());
        } catch (JournalException e) {
            throw keeper.failed(e);
        }
    }

    @Override
    public SessionView session(String sessionId) {
        return view(row(sessionId));
    }

    private SessionView view(SessionRow row) {
        @Nullable AgentSession session = keeper.ifLoaded(row.id());
        return Rows.view(row, session == null ? null : session.runtime());
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
            throw keeper.failed(e);
        }
    }

    @Override
    public SessionView patch(String sessionId, PatchSession patch, By by) {
        var row = row(sessionId);
        var change = maker.patch(row, patch);
        keeper.ask(sessionId, change);
        return session(sessionId);
    }

    @Override
    public void delete(String sessionId, By by) {
        var _ = row(sessionId);
        keeper.delete(sessionId);
        bus.publish(new EventBus.News.Deleted(sessionId));
    }

    @Override
    public SnapshotView snapshot(String sessionId) {
        @Nullable AgentSession session = keeper.ifLoaded(sessionId);
        if (session != null) {
            return session.snapshot(journal.epoch());
        }
        var row = row(sessionId);
        try {
            return keeper.loader().show(row).snapshot(sessionId, journal.epoch(), false);
        } catch (JournalException e) {
            throw keeper.failed(e);
        }
    }

    @Override
    public EventsPage events(String sessionId, EventsRequest request) {
        var _ = row(sessionId);
        try {
            return EventPages.read(journal, sessionId, request);
        } catch (JournalException e) {
            throw keeper.failed(e);
        }
    }

    @Override
    public MessageAccepted message(String sessionId, SendMessage message, By by) {
        keeper.requireRoom(sessionId, by);
        return keeper.ask(sessionId, turn -> QueryPolicy.message(turn, message, by));
    }

    @Override
    public InterruptAccepted interrupt(String sessionId, By by) {
        return keeper.ask(sessionId, turn -> QueryPolicy.interruptActive(turn, by));
    }

    @Override
    public void cancelQueued(String sessionId, String queryId, By by) {
        var _ = keeper.ask(sessionId, turn -> QueryPolicy.cancel(turn, queryId, by));
    }

    @Override
    public Page<PermissionView> permissions(String sessionId) {
        var state = keeper.get(sessionId).state();
        return new Page<>(PermissionPolicy.views(state), null);
    }

    @Override
    public PermissionView answer(
            String sessionId, String requestId, AnswerPermission answer, By by) {
        return keeper.ask(sessionId, turn -> PermissionPolicy.answer(turn, requestId, answer, by));
    }

    @Override
    public Page<PermissionGrant> permissionGrants(String sessionId) {
        return new Page<>(PermissionPolicy.grants(keeper.get(sessionId).state()), null);
    }

    @Override
    public void revokeGrant(String sessionId, String grantId, By by) {
        var _ = keeper.ask(sessionId, turn -> PermissionPolicy.revoke(turn, grantId, by));
    }

    @Override
    public void environment(String sessionId, EnvironmentAction action, By by) {
        if (action == EnvironmentAction.START) {
            keeper.requireRoom(sessionId, null);
        }
        var _ = keeper.ask(sessionId, turn -> EnvironmentPolicy.command(turn, action, by));
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
                                        one.availability().reason(),
                                        one.containment().kind().wireName(),
                                        one.containment().reason()))
                        .toList(),
                null);
    }

    @Override
    public EventFeed feed() {
        return keeper.feed();
    }

    @Override
    public EventBus bus() {
        return bus;
    }

    @Override
    public boolean isReady() {
        return trouble() == null;
    }

    @Override
    public @Nullable String trouble() {
        keeper.watch().refresh();
        var trouble = keeper.watch().trouble();
        return trouble == null ? null : trouble.words();
    }

    @Override
    public int loadedCount() {
        return keeper.count();
    }

    @Override
    public List<SessionLoad> loads() {
        return keeper.loads();
    }

    @Override
    public long sessionCount() {
        try {
            return journal.count(null, null);
        } catch (JournalException e) {
            throw keeper.failed(e);
        }
    }

    @Override
    public HostLimits limits() {
        return settings.limits();
    }

    private SessionRow row(String sessionId) {
        try {
            @Nullable SessionRow row = journal.session(sessionId);
            if (row == null || keeper.isBeingDeleted(sessionId)) {
                throw SessionKeeper.notFound(sessionId);
            }
            return row;
        } catch (JournalException e) {
            throw keeper.failed(e);
        }
    }

    /// Tells metrics, and a session that is in memory in its own logs, that log lines were dropped.
    public void logsDropped(String sessionId, long lines) {
        bus.publish(new EventBus.News.LogsDropped(sessionId, lines));
        @Nullable AgentSession session = keeper.ifLoaded(sessionId);
        if (session != null) {
            session.note(
                    LogLevel.INFO,
                    "Removed " + lines + " of the oldest log lines, as" + " logs.retention says");
        }
    }

    /// How many sessions have an environment that is up or on its way.
    public int runningCount() {
        return keeper.runningCount();
    }

    /// Stops every execution environment, for a server that ends and is asked to take them with it.
    /// Queries in flight end as interrupted; messages that wait go on waiting, for the next server.
    /// Whatever is not gone in time is killed. To be called when nobody asks for anything any more.
    ///
    /// @param grace how long they may take
    public void stopEnvironments(Duration grace) {
        keeper.stopEnvironments(grace);
    }

    /// Lets go of every session. Their environments go on.
    @Override
    public void close() {
        keeper.close();
    }
}
