package dev.signalbox.server;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Replies.EnvironmentView;
import dev.signalbox.protocol.Replies.InterruptAccepted;
import dev.signalbox.protocol.Replies.MessageAccepted;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.runtime.EventBus;
import dev.signalbox.runtime.EventBus.News;
import dev.signalbox.runtime.EventFeed;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.NewsDesk;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.runtime.SessionLoad;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Sessions in memory, without agents: a message is one event, a failure is asked for by its text.
final class FakeSessionHost implements SessionHost, EventFeed {
    final Map<String, FakeSession> sessions = new ConcurrentSkipListMap<>();
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    volatile boolean journalWorks = true;

    /// Whether there is a query to interrupt.
    volatile boolean running;

    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final EventBus bus = new EventBus();

    /// A session with this many deltas, every fifth of them followed by a log line.
    FakeSession session(String id, int deltas) {
        var session = add(id, Principal.DEFAULT_TENANT, By.principal("admin"));
        for (int i = 1; i <= deltas; i++) {
            session.emit(delta("Wort ü " + i));
            if (i % 5 == 0) {
                session.emit(log(i % 10 == 0 ? LogLevel.ERROR : LogLevel.DEBUG, "line " + i));
            }
        }
        return session;
    }

    FakeSession add(String id, String tenant, By by) {
        var session = new FakeSession(id, tenant, by, () -> journalWorks);
        session.emit(
                new SessionEvent.Created("demo", "local", ProtocolJson.object(), null, null, by));
        sessions.put(id, session);
        NewsDesk.publish(bus, new News.Appeared(id));
        return session;
    }

    void happened(String id, SessionEvent... events) {
        for (var event : events) {
            find(id).emit(event);
        }
        NewsDesk.publish(
                bus,
                new News.Happened(
                        id,
                        "demo",
                        List.of(events),
                        java.util.Collections.nCopies(events.length, null),
                        null,
                        100,
                        1_000));
    }

    static SessionEvent delta(String text) {
        return new SessionEvent.Conversation(
                new StreamEvent.TextDelta("main", "b1", text, Map.of()));
    }

    static SessionEvent log(LogLevel level, String message) {
        return new SessionEvent.Log(level, message, LogSource.AGENT, null);
    }

    private FakeSession find(String id) {
        var session = sessions.get(id);
        if (session == null) {
            throw new SignalboxException(ErrorCode.SESSION_NOT_FOUND, "no session '" + id + "'");
        }
        return session;
    }

    @Override
    public Created create(CreateSession request, String tenant, By by) {
        asked.add("create " + request.agent() + " " + tenant);
        if (!request.agent().equals("demo")) {
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_AGENT, "no agent '" + request.agent() + "'");
        }
        String id = "s" + numbers.incrementAndGet();
        if (request.key() != null) {
            var existing = keys.putIfAbsent(request.key(), id);
            if (existing != null) {
                return new Created(find(existing).view(), false);
            }
        }
        return new Created(add(id, tenant, by).view(), true);
    }

    @Override
    public SessionView session(String sessionId) {
        return find(sessionId).view();
    }

    @Override
    public Page<SessionView> sessions(ListRequest request) {
        asked.add("list " + request);
        return new Page<>(
                sessions.values().stream()
                        .map(FakeSession::view)
                        .filter(it ->
                                request.tenant() == null || it.tenant().equals(request.tenant()))
                        .limit(request.limit())
                        .toList(),
                null);
    }

    @Override
    public SessionView patch(String sessionId, PatchSession patch, By by) {
        asked.add("patch " + sessionId + " " + patch.name());
        return find(sessionId).view();
    }

    @Override
    public void delete(String sessionId, By by) {
        find(sessionId).delete();
        sessions.remove(sessionId);
        NewsDesk.publish(bus, new News.Deleted(sessionId));
    }

    @Override
    public SnapshotView snapshot(String sessionId) {
        return new SnapshotView(
                sessionId,
                find(sessionId).headSeq(),
                FakeSession.EPOCH,
                Map.of(),
                Totals.NONE,
                List.of(),
                List.of(),
                List.of(),
                ProtocolJson.object(),
                FakeSession.RUNTIME);
    }

    @Override
    public EventsPage events(String sessionId, EventsRequest request) {
        var all = new ArrayList<>(find(sessionId).since(0));
        long after = request.after() == null ? 0 : request.after();
        if (!request.ascending()) {
            Collections.reverse(all);
        }
        var passing =
                all.stream()
                        .filter(it ->
                                request.ascending()
                                        ? it.envelope().seq() > after
                                        : after == 0 || it.envelope().seq() < after)
                        .filter(it -> it.passes(request.filter()))
                        .filter(it -> contains(it, request.contains()))
                        .toList();
        var page = passing.stream().limit(request.limit()).toList();
        return new EventsPage(
                page.stream().map(FakeSession.Stored::json).toList(),
                page.size() < passing.size() ? page.getLast().envelope().seq() : null);
    }

    private static boolean contains(FakeSession.Stored stored, @Nullable String text) {
        return text == null
                || (stored.envelope().event() instanceof SessionEvent.Log log
                        && log.message().toLowerCase(Locale.ROOT).contains(text));
    }

    @Override
    public MessageAccepted message(String sessionId, SendMessage message, By by) {
        var session = find(sessionId);
        String text = message.content().text();
        asked.add("message " + sessionId + " " + text + " " + message.modeOrDefault());
        if (text.equals("boom")) {
            throw new IllegalStateException("a secret cause");
        }
        if (text.equals("busy")) {
            throw new SignalboxException(ErrorCode.QUERY_ACTIVE, "query 'q1' is active");
        }
        session.emit(delta(text));
        return new MessageAccepted(
                "q" + numbers.incrementAndGet(), MessageAccepted.State.STARTED, null);
    }

    @Override
    public InterruptAccepted interrupt(String sessionId, By by) {
        find(sessionId);
        if (running) {
            return new InterruptAccepted("q1");
        }
        throw new SignalboxException(
                ErrorCode.NO_ACTIVE_QUERY, "session '" + sessionId + "' has no active query");
    }

    @Override
    public void cancelQueued(String sessionId, String queryId, By by) {
        find(sessionId);
        if (!queryId.equals("q9")) {
            throw new SignalboxException(ErrorCode.QUERY_NOT_FOUND, "no query " + queryId);
        }
    }

    @Override
    public Page<PermissionView> permissions(String sessionId) {
        find(sessionId);
        return new Page<>(List.of(), null);
    }

    @Override
    public PermissionView answer(
            String sessionId, String requestId, AnswerPermission answer, By by) {
        find(sessionId);
        if (requestId.equals("old")) {
            throw new SignalboxException(
                    ErrorCode.PERMISSION_ALREADY_RESOLVED,
                    "permission 'old' was resolved",
                    Map.of("optionId", "deny", "by", By.DEADLINE),
                    null);
        }
        return new PermissionView(
                requestId, "resolved", request(requestId), answer.optionId(), by, null);
    }

    @Override
    public Page<PermissionGrant> permissionGrants(String sessionId) {
        find(sessionId);
        return new Page<>(List.of(grant("g1")), null);
    }

    private static JsonNode request(String id) {
        return ProtocolJson.object()
                .put("requestId", id)
                .put("queryId", "q1")
                .put("toolName", "Bash")
                .set("input", ProtocolJson.object())
                .set("options", ProtocolJson.tree(List.of()));
    }

    private static PermissionGrant grant(String id) {
        return new PermissionGrant(
                id, "Bash", "Bash(ls)", null, null, By.principal("anna"), Instant.EPOCH);
    }

    @Override
    public void revokeGrant(String sessionId, String grantId, By by) {
        find(sessionId);
        if (!grantId.equals("g1")) {
            throw new SignalboxException(ErrorCode.NOT_FOUND, "no grant " + grantId);
        }
        asked.add("revoke " + grantId + " " + by);
    }

    @Override
    public void environment(String sessionId, EnvironmentAction action, By by) {
        find(sessionId);
        asked.add("environment " + sessionId + " " + action);
    }

    @Override
    public Page<AgentView> agents() {
        return new Page<>(
                List.of(new AgentView("demo", "Demo", true, "1", null, null, null)), null);
    }

    @Override
    public Page<EnvironmentView> environments() {
        return new Page<>(
                List.of(new EnvironmentView("local", true, null, "markers", "no control groups")),
                null);
    }

    @Override
    public EventFeed feed() {
        return this;
    }

    @Override
    public EventBus bus() {
        return bus;
    }

    @Override
    public boolean isReady() {
        return journalWorks;
    }

    @Override
    public @Nullable String trouble() {
        return journalWorks ? null : "the disk is full";
    }

    @Override
    public int loadedCount() {
        return sessions.size();
    }

    @Override
    public List<SessionLoad> loads() {
        return sessions.values().stream()
                .map(it ->
                        new SessionLoad(
                                "demo",
                                EnvironmentStatus.READY,
                                false,
                                0,
                                0,
                                100,
                                it.cursors(),
                                0,
                                1_000_000_000L,
                                60,
                                140,
                                7))
                .toList();
    }

    @Override
    public long sessionCount() {
        return sessions.size();
    }

    @Override
    public HostLimits limits() {
        return HostLimits.DEFAULT;
    }

    @Override
    public OpenResult open(
            String sessionId,
            @Nullable Long after,
            @Nullable Long epoch,
            EventFilter filter,
            Runnable wake) {
        var session = find(sessionId);
        long head = session.headSeq();
        boolean isOtherEpoch = epoch != null && epoch != FakeSession.EPOCH;
        if (isOtherEpoch || (after != null && after > head)) {
            return new OpenResult.Resync("another epoch", head, FakeSession.EPOCH);
        }
        return new OpenResult.Opened(
                session.open(after == null ? head : after, filter, wake),
                head,
                FakeSession.EPOCH,
                FakeSession.RUNTIME);
    }
}
