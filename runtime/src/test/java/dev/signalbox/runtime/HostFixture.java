package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Replies.MessageAccepted;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.state.SessionState;
import dev.signalbox.testkit.ManualClock;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// A host on an in-memory journal with environments in memory.
final class HostFixture implements AutoCloseable {
    static final By ANNA = By.principal("anna");

    final Journal journal;
    final FakeEnvironment environments;
    final Path dir;

    /// By tenant and name, with a slash between them.
    final Map<String, String> secrets = new ConcurrentHashMap<>();

    LocalSessionHost host;
    private final UnaryOperator<SessionSettings> tuning;
    private final InstantSource clock;
    private final List<ExecutionEnvironment> others;

    HostFixture(Path dir) throws JournalException {
        this(dir, new InMemoryJournal(), InstantSource.system(), settings -> settings);
    }

    HostFixture(
            Path dir, Journal journal, InstantSource clock, UnaryOperator<SessionSettings> tuning)
            throws JournalException {
        this(dir, journal, clock, tuning, List.of());
    }

    /// @param others environments besides `local`
    HostFixture(
            Path dir,
            Journal journal,
            InstantSource clock,
            UnaryOperator<SessionSettings> tuning,
            List<ExecutionEnvironment> others)
            throws JournalException {
        this.others = others;
        this.dir = dir;
        this.journal = journal;
        this.clock = clock;
        this.tuning = tuning;
        this.environments = new FakeEnvironment();
        this.host = newHost();
        host.start();
    }

    LocalSessionHost newHost() {
        var settings = tuning.apply(quick(dir));
        var all = new ArrayList<ExecutionEnvironment>(others);
        all.add(environments);
        return new LocalSessionHost(
                settings,
                journal,
                all,
                new OneAgent(),
                (tenant, name) -> secrets.get(tenant + "/" + name),
                clock,
                clock instanceof ManualClock manual ? manual::nanoTime : System::nanoTime);
    }

    /// The server dies and comes back; runners go on.
    void restartServer() throws JournalException {
        host.close();
        host = newHost();
        host.start();
    }

    static SessionSettings quick(Path dir) {
        var usual = SessionSettings.defaults(dir);
        return new SessionSettings(
                dir,
                usual.idleStop(),
                usual.unloadAfter(),
                null,
                usual.maxTurnSilence(),
                usual.interruptGrace(),
                Duration.ofMillis(200),
                usual.runnerOrphanTimeout(),
                usual.healthInterval(),
                usual.healthTimeout(),
                Duration.ofMillis(20),
                new RestartLimits(
                        5, Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofMillis(50)),
                List.of(),
                List.of(),
                usual.limits(),
                usual.flood());
    }

    String create() {
        return create(null);
    }

    String create(@Nullable String environment) {
        return host.create(
                        new CreateSession("fake", null, environment, null, null, null, null),
                        "default",
                        ANNA)
                .session()
                .id();
    }

    MessageAccepted send(String session, String text) {
        return send(session, text, null, null);
    }

    MessageAccepted send(
            String session, String text, @Nullable String messageId, @Nullable MessageMode mode) {
        return host.message(
                session, new SendMessage(MessageContent.of(text), messageId, mode), ANNA);
    }

    /// The runner of a session that is ready.
    FakeEnvironment.Runner runner(String session) {
        awaitTrue(() ->
                environments.runners.containsKey(session)
                        && environments.runners.get(session).isAlive()
                        && statusIs(session, "ready"));
        return environments.runners.get(session);
    }

    boolean statusIs(String session, String status) {
        var environment = host.session(session).runtime().executionEnvironment();
        return environment != null && environment.status().wireName().equals(status);
    }

    void complete(String session, String queryId) {
        environments
                .runners
                .get(session)
                .say(new StreamEvent.QueryEnded(queryId, QueryOutcome.COMPLETED, "end_turn", null));
        awaitTrue(() -> ended(session, queryId));
    }

    boolean ended(String session, String queryId) {
        return events(session).stream()
                .anyMatch(one ->
                        one.event() instanceof SessionEvent.QueryEnded ended
                                && ended.queryId().equals(queryId));
    }

    List<Envelope> events(String session) {
        return events(host, session);
    }

    /// The end of a query; null while it has none.
    static SessionEvent.@Nullable QueryEnded end(SessionHost host, String session, String query) {
        return events(host, session).stream()
                .map(Envelope::event)
                .filter(SessionEvent.QueryEnded.class::isInstance)
                .map(SessionEvent.QueryEnded.class::cast)
                .filter(ended -> ended.queryId().equals(query))
                .findFirst()
                .orElse(null);
    }

    /// All events of a session.
    static List<Envelope> events(SessionHost host, String session) {
        var all = new ArrayList<Envelope>();
        Long after = 0L;
        while (after != null) {
            var page =
                    host.events(
                            session,
                            new SessionHost.EventsRequest(
                                    after, 1_000, EventFilter.ALL, null, null, true));
            for (byte[] json : page.envelopes()) {
                all.add(read(json));
            }
            after = page.next();
        }
        return all;
    }

    List<String> types(String session) {
        return events(session).stream().map(one -> one.event().wireName()).toList();
    }

    static Envelope read(byte[] json) {
        try {
            return EnvelopeJson.read(json);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /// Ends each test: seq has no gap, and what the journal adds up to is what the session holds.
    void assertReplayEqualsLive(String session) {
        var events = events(session);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).seq()).isEqualTo(i + 1L);
        }
        assertFoldEqualsLive(session);
    }

    /// What is left of the journal adds up to what the session holds.
    void assertFoldEqualsLive(String session) {
        var events = events(session);
        var replayed = SessionState.EMPTY.onAll(events);
        // What is journaled is folded a moment later.
        awaitTrue(() -> host.snapshot(session).asOfSeq() >= replayed.seq());
        var live = host.snapshot(session);
        if (live.asOfSeq() == replayed.seq()) {
            assertThat(replayed.snapshot(session, live.epoch(), live.runtime().isLoaded()))
                    .usingRecursiveComparison()
                    .ignoringFields("runtime.executionEnvironment.lastHealthCheck")
                    .isEqualTo(live);
        }
    }

    static void awaitTrue(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        host.close();
        journal.close();
    }

    /// A catalog with one agent that is always there.
    private static final class OneAgent implements AgentCatalog {
        @Override
        public List<AgentView> agents() {
            return List.of(new AgentView("fake", "Fake", true, null, null, null, null));
        }

        @Override
        public @Nullable AgentView agent(String name) {
            return name.equals("fake") ? agents().get(0) : null;
        }

        @Override
        public void validate(String agent, ObjectNode options) {}

        @Override
        public Map<String, String> environment(String agent) {
            return Map.of("PATH", "/bin");
        }

        @Override
        public @Nullable String executable(String agent) {
            return null;
        }
    }
}
