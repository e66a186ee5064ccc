package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Old log lines go; nothing else does, and nothing that is read or folded breaks over the holes.
class LogRetainerTest {
    private static final LogRetention NOTHING_TOO_MUCH = new LogRetention(Duration.ZERO, 0, 0);

    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();
    private final Map<String, Long> dropped = new ConcurrentHashMap<>();

    private LogRetainer retainer(Journal journal, LogRetention keep) {
        return new LogRetainer(journal, keep, dropped::put, clock);
    }

    /// A session with a conversation among its log lines.
    private static String session(HostFixture fixture, int lines) {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        for (int i = 0; i < lines; i++) {
            runner.say(new StreamEvent.Log(LogLevel.DEBUG, "line " + i, LogSource.AGENT));
            if (i % 100 == 0) {
                runner.say(
                        new StreamEvent.BlockComplete(
                                "main",
                                new dev.signalbox.protocol.ConversationBlock.AssistantText(
                                        "b" + i, "word " + i)));
            }
        }
        fixture.complete(id, query);
        return id;
    }

    private static List<String> agentLines(HostFixture fixture, String id) {
        return fixture.events(id).stream()
                .filter(one ->
                        one.event() instanceof SessionEvent.Log log
                                && log.source() == LogSource.AGENT)
                .map(one -> ((SessionEvent.Log) one.event()).message())
                .toList();
    }

    /// All but log lines, without what says that there is a hole.
    private static List<Envelope> rest(HostFixture fixture, String id) {
        return fixture.events(id).stream()
                .filter(one -> !(one.event() instanceof SessionEvent.Log))
                .map(one ->
                        new Envelope(
                                one.sessionId(),
                                one.seq(),
                                one.at(),
                                one.queryId(),
                                one.event(),
                                null))
                .toList();
    }

    @Test
    void theNewestLinesAreKeptAndTheConversationAsItWas() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 1_000);
            var before = rest(fixture, id);
            retainer(fixture.journal, new LogRetention(Duration.ZERO, 300, 0)).retainAll();
            var left = agentLines(fixture, id);
            assertThat(left).contains("line 999").doesNotContain("line 600");
            assertThat(left.size()).isBetween(290, 300);
            assertThat(dropped.get(id)).isGreaterThanOrEqualTo(700);
            assertThat(rest(fixture, id)).isEqualTo(before);
            fixture.assertFoldEqualsLive(id);
            assertItWorksAgain(fixture, id);
        }
    }

    @Test
    void linesAreKeptUpToASize() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 500);
            long each = fixture.journal.logLines(id, Long.MAX_VALUE, 10).getLast().bytes();
            retainer(fixture.journal, new LogRetention(Duration.ZERO, 0, each * 50)).retainAll();
            assertThat(agentLines(fixture, id).size()).isBetween(40, 55);
            assertItWorksAgain(fixture, id);
        }
    }

    @Test
    void linesAreKeptForATimeAlsoWhenNothingNewComes() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 200);
            var retainer = retainer(fixture.journal, new LogRetention(Duration.ofDays(30), 0, 0));
            clock.advance(Duration.ofDays(29));
            retainer.retainAll();
            assertThat(agentLines(fixture, id)).hasSize(200);
            clock.advance(Duration.ofDays(2));
            retainer.retainAll();
            assertThat(agentLines(fixture, id)).isEmpty();
            fixture.assertFoldEqualsLive(id);
            assertItWorksAgain(fixture, id);
        }
    }

    @Test
    void nothingIsDroppedWhereNothingIsTooMuch() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 200);
            clock.advance(Duration.ofDays(1_000));
            retainer(fixture.journal, NOTHING_TOO_MUCH).retainAll();
            assertThat(agentLines(fixture, id)).hasSize(200);
            assertThat(dropped).isEmpty();
        }
    }

    @Test
    void aSessionWhoseLogsAreGoneIsLoadedAgainAndGoesOn() throws Exception {
        try (var journal = SqliteJournal.open(dir.resolve("j.db"));
                var fixture = fixture(journal)) {
            String id = session(fixture, 300);
            retainer(journal, new LogRetention(Duration.ZERO, 1, 0)).retainAll();
            fixture.restartServer();
            fixture.assertFoldEqualsLive(id);
            assertItWorksAgain(fixture, id);
        }
    }

    @Test
    void aReaderSeesEachHoleAsOneByPrev() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 6_000); // More than the tail holds.
            retainer(fixture.journal, new LogRetention(Duration.ZERO, 100, 0)).retainAll();
            var opened =
                    (EventFeed.OpenResult.Opened)
                            fixture.host.feed().open(id, 0L, null, EventFilter.ALL, () -> {});
            long cursor = 0;
            int holes = 0;
            try (var reader = opened.cursor()) {
                for (var some = reader.next(100, 1 << 20);
                        !some.isEmpty();
                        some = reader.next(100, 1 << 20)) {
                    for (var one : some) {
                        var tree = dev.signalbox.protocol.ProtocolJson.readObject(one.json());
                        long prev = tree.path("prev").asLong(one.seq() - 1);
                        assertThat(prev).isEqualTo(cursor);
                        holes += tree.has("prev") ? 1 : 0;
                        cursor = one.seq();
                    }
                }
            }
            assertThat(holes).isPositive();
            assertThat(cursor).isEqualTo(opened.headSeq());
        }
    }

    @Test
    void aSessionInMemoryIsToldOfItInItsLogs() throws Exception {
        try (var fixture = fixture(new InMemoryJournal())) {
            String id = session(fixture, 300);
            new LogRetainer(
                            fixture.journal,
                            new LogRetention(Duration.ZERO, 100, 0),
                            fixture.host::logsDropped,
                            clock)
                    .retainAll();
            HostFixture.awaitTrue(
                    () -> fixture.events(id).toString().contains("of the oldest log lines"));
        }
    }

    private HostFixture fixture(Journal journal) throws Exception {
        return new HostFixture(dir, journal, clock, settings -> settings);
    }

    private static void assertItWorksAgain(HostFixture fixture, String id) {
        String query = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, query);
        fixture.assertFoldEqualsLive(id);
        assertThat(new ArrayList<>(fixture.events(id))).isNotEmpty();
    }
}
