package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.environment.Containment;
import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.EnvironmentSpec;
import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.environment.LocalEnvironment;
import dev.signalbox.environment.RunningEnvironment;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.ErrorDetail;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.testkit.MalformedLines;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ScriptedRunner;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Runners that break their contract: real processes and sockets, SQLite, and a neighbour that must
/// not notice.
@Timeout(180)
class HostileRunnerIT {
    private static final int LINES = Integer.getInteger("malformed.lines", 20_000);

    /// A connection, and a life, that keep the contract.
    private static final String GOOD =
            """
            [{"awaitAttach":true},{"hello":{}},{"spooled":true},{"event":{"type":"status","status":"ready"}},{"serve":true}]\
            """;

    @TempDir Path dir;

    private HostFixture fixture;
    private String id;

    /// The environment of hostile runners.
    private record Hostile(LocalEnvironment local) implements ExecutionEnvironment {
        @Override
        public String name() {
            return "hostile";
        }

        @Override
        public Availability availability() {
            return local.availability();
        }

        @Override
        public RunningEnvironment start(EnvironmentSpec spec) throws EnvironmentException {
            return local.start(spec);
        }

        @Override
        public @Nullable RunningEnvironment find(String sessionId, Path sessionDir) {
            return local.find(sessionId, sessionDir);
        }

        @Override
        public void clear(String sessionId, Path sessionDir, Duration grace) {
            local.clear(sessionId, sessionDir, grace);
        }

        @Override
        public Set<String> survivors(Path sessionsFolder) {
            return local.survivors(sessionsFolder);
        }

        @Override
        public Containment containment() {
            return local.containment();
        }

        @Override
        public void readRemains(Path sessionDir, long after, LineTaker taker)
                throws InterruptedException {
            local.readRemains(sessionDir, after, taker);
        }
    }

    /// A session whose runners behave like this, life after life.
    private void hostile(String... lives) throws Exception {
        var command =
                ScriptedRunner.command(
                        dir.resolve("runner.json"), "[" + String.join(",", lives) + "]");
        fixture =
                new HostFixture(
                        dir,
                        SqliteJournal.open(dir.resolve("signalbox.db")),
                        InstantSource.system(),
                        settings -> settings,
                        List.of(
                                new Hostile(
                                        new LocalEnvironment(command, Containment.detect(null)))));
        id = fixture.create("hostile");
    }

    @AfterEach
    void close() throws Exception {
        if (fixture != null) {
            fixture.host.delete(id, HostFixture.ANNA);
            assertThat(Processes.ofSession(id)).isEmpty();
            fixture.close();
        }
    }

    private QueryOutcome outcome(String query) {
        await().atMost(Duration.ofSeconds(60)).until(() -> fixture.ended(id, query));
        var ends =
                fixture.events(id).stream()
                        .map(one -> one.event())
                        .filter(SessionEvent.QueryEnded.class::isInstance)
                        .map(SessionEvent.QueryEnded.class::cast)
                        .filter(end -> end.queryId().equals(query))
                        .toList();
        assertThat(ends).hasSize(1);
        return ends.getFirst().outcome();
    }

    private List<ErrorDetail> errors() {
        return fixture.events(id).stream()
                .map(one -> one.event())
                .filter(SessionEvent.ErrorReported.class::isInstance)
                .map(event -> ((SessionEvent.ErrorReported) event).error())
                .toList();
    }

    private List<String> reported(String kind) {
        return errors().stream()
                .filter(error ->
                        error.data() != null && error.data().path("kind").asString("").equals(kind))
                .map(ErrorDetail::message)
                .toList();
    }

    private void worksAgain() {
        assertThat(outcome(fixture.send(id, "again").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void twentyThousandMalformedLinesAreReportedOncePerKindAndSecondAndANeighbourWorksOn()
            throws Exception {
        long seed = MalformedLines.newSeed();
        System.out.println("HostileRunnerIT seed=" + seed);
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"malformed":%d,"seed":%d},
                  {"flood":%d},{"event":{"type":"status","status":"ready"}},{"serve":true}]]\
                """
                        .formatted(LINES, seed, LINES / 2));
        String neighbour = fixture.create();
        fixture.complete(neighbour, startedOn(neighbour));
        long quiet = slowest(neighbour, 20);
        long began = System.nanoTime();
        String query = fixture.send(id, "go").queryId();
        long besides = slowest(neighbour, 20);
        assertThat(outcome(query)).as("seed %d", seed).isEqualTo(QueryOutcome.COMPLETED);
        long seconds = (System.nanoTime() - began) / 1_000_000_000L + 1;
        assertThat(besides).isLessThan(50 * quiet + Duration.ofSeconds(5).toNanos());
        worksAgain();
        // The last reports come with the lines that follow, a second later.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    worksAgain();
                    return leftOut() > LINES / 3;
                });
        var times = new TreeMap<String, Integer>();
        for (var error : errors()) {
            if (error.data() != null && error.data().has("kind")) {
                times.merge(error.data().path("kind").asString(""), 1, Integer::sum);
            }
        }
        assertThat(times.keySet())
                .contains(
                        "block_law",
                        "missing_field",
                        "not_json",
                        "out_of_place",
                        "too_long",
                        "wrong_type");
        assertThat(times.values()).allMatch(count -> count <= seconds + 33);
    }

    private long leftOut() {
        return errors().stream()
                .filter(error -> error.data() != null && error.data().has("kind"))
                .mapToLong(error -> error.data().path("count").asLong())
                .sum();
    }

    private String startedOn(String session) {
        String query = fixture.send(session, "go").queryId();
        fixture.runner(session);
        return query;
    }

    private long slowest(String session, int rounds) {
        long slowest = 0;
        for (int i = 0; i < rounds; i++) {
            long began = System.nanoTime();
            fixture.complete(session, fixture.send(session, "go").queryId());
            slowest = Math.max(slowest, System.nanoTime() - began);
        }
        return slowest;
    }

    @Test
    void aGapIsAskedForAgainAndWhatComesThenIsNotLost() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"event":{"type":"log","message":"one"}},
                  {"event":{"type":"log","message":"early"},"offset":3},{"serve":true}],
                 [{"awaitAttach":true},{"event":{"type":"log","message":"lies"},"offset":9}],
                 %s]\
                """
                        .formatted(GOOD));
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(logs()).startsWith("one").doesNotContain("early", "lies");
        assertThat(reported("offset")).isEmpty();
        worksAgain();
    }

    @Test
    void aGapThatStaysIsSaidOnceAndPassedOver() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"event":{"type":"log","message":"one"}},
                  {"countFrom":500},{"event":{"type":"log","message":"late"}},
                  {"countFrom":600},{"event":{"type":"status","status":"ready"}},{"serve":true}],
                 [{"awaitAttach":true},{"hello":{}},{"spooled":true},{"serve":true}]]\
                """);
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(logs()).startsWith("one", "late");
        assertThat(reported("offset")).first().asString().contains("2 to 499");
        worksAgain();
    }

    /// What the runner logged; the server has its own lines.
    private List<String> logs() {
        return fixture.events(id).stream()
                .map(one -> one.event())
                .filter(SessionEvent.Log.class::isInstance)
                .map(SessionEvent.Log.class::cast)
                .filter(log -> log.source() != LogSource.SERVER)
                .map(SessionEvent.Log::message)
                .toList();
    }

    @Test
    void anOffsetBeyondAllBoundsDoesNotMakeTheSessionDeaf() throws Exception {
        long far = (1L << 53) - 1;
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"event":{"type":"log","message":"far"},"offset":%d},{"serve":true}],
                 [{"awaitAttach":true},{"hello":{}},{"event":{"type":"log","message":"far"},"offset":%d},
                  {"event":{"type":"log","message":"farther"},"offset":9223372036854775807},{"deaf":true}]]\
                """
                        .formatted(far, far),
                """
                [[{"awaitAttach":true},{"countFrom":1},{"hello":{}},{"event":{"type":"status","status":"ready"}},{"serve":true}]]\
                """);
        String query = fixture.send(id, "go").queryId();
        HostFixture.awaitTrue(() -> !reported("offset").isEmpty());
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        assertThat(outcome(query)).isEqualTo(QueryOutcome.INTERRUPTED);
        worksAgain();
        // The second report of its kind, perhaps within a second of the first.
        HostFixture.awaitTrue(() ->
                reported("offset").stream().anyMatch(message -> message.contains("counts anew")));
    }

    @Test
    void aRunnerThatLostItsSpoolIsHeardAgain() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"flood":50},{"event":{"type":"status","status":"ready"}},{"serve":true}]]\
                """,
                """
                [[{"awaitAttach":true},{"countFrom":1},{"hello":{}},{"event":{"type":"status","status":"ready"}},{"serve":true}]]\
                """);
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        worksAgain();
        assertThat(reported("offset")).singleElement().asString().contains("counts anew");
    }

    @Test
    void aRunnerOfAnotherProtocolIsGivenUpAndSaidSo() throws Exception {
        hostile(
                "[[{\"awaitAttach\":true},{\"hello\":{\"protocol\":2}},{\"deaf\":true}]]",
                "[" + GOOD + "]");
        String query = fixture.send(id, "go").queryId();
        assertThat(outcome(query)).isEqualTo(QueryOutcome.COMPLETED); // by the next one
        assertThat(errors()).anyMatch(error -> error.message().contains("protocol 2"));
        worksAgain();
        assertThat(Processes.ofSession(id)).hasSize(1);
    }

    @Test
    void aRunnerThatHangsUpOnEveryAttachIsGivenUp() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"raw":"{\\"offset\\":1,\\"at\\":","newline":false},{"hangUp":true}]]\
                """,
                "[" + GOOD + "]");
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        worksAgain();
    }

    @Test
    void eventsBeforeAHelloAreHeardFromNobody() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"event":{"type":"log","message":"early"}},{"hello":{}},{"deaf":true}],
                 %s]\
                """
                        .formatted(GOOD));
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(logs()).containsOnlyOnce("early"); // From the spool, after the hello.
        worksAgain();
    }

    @Test
    void aRunnerThatLiesAboutItsWorkAndSpeaksByteByByteIsUnderstood() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"bytewise":true},
                  {"hello":{"activeQueryId":"nobody","pendingPermissions":["r1","r2"]}},
                  {"hello":{}},{"raw":"{\\"type\\":\\"pong\\",\\"id\\":\\"never\\",\\"agentAlive\\":false,\\"rssBytes\\":-1}"},
                  {"event":{"type":"query_ended","queryId":"nobody","outcome":"completed"}},
                  {"event":{"type":"permission_withdrawn","requestId":"r1","reason":"why not"}},
                  {"event":{"type":"status","status":"terminated"}},
                  {"event":{"type":"status","status":"ready"}},{"serve":true}]]\
                """);
        assertThat(outcome(fixture.send(id, "go").queryId())).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(reported("out_of_place")).singleElement().asString().contains("second hello");
        worksAgain();
    }

    @Test
    void aRunnerThatSaysItBelongsToAnotherServerIsEndedByARestart() throws Exception {
        hostile(
                """
                [[{"awaitAttach":true},{"hello":{}},{"raw":"{\\"type\\":\\"displaced\\"}"}],
                 [{"awaitAttach":true},{"raw":"{\\"type\\":\\"refused\\",\\"term\\":99999}"}]]\
                """,
                "[" + GOOD + "]");
        String query = fixture.send(id, "go").queryId();
        HostFixture.awaitTrue(() -> fixture.host.loadedCount() == 0);
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        assertThat(outcome(query)).isEqualTo(QueryOutcome.INTERRUPTED);
        worksAgain();
    }
}
