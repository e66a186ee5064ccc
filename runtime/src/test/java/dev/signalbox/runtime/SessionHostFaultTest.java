package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.journal.FailingJournal;
import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

class SessionHostFaultTest {
    @TempDir Path dir;

    @Test
    void aBrokenJournalShowsNothingSaysSoAndWorksAgainWithNothingLost() throws Exception {
        var journal = new FailingJournal(new InMemoryJournal());
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.activeQueryId = query;
            runner.say(
                    new StreamEvent.BlockStart(
                            "main", new ConversationBlock.AssistantText("b1", "")));
            HostFixture.awaitTrue(() -> fixture.types(id).contains("session:block:start"));
            long head = fixture.events(id).getLast().seq();
            var opened = (EventFeed.OpenResult.Opened) open(fixture, id, head);

            journal.breakDown();
            runner.say(new StreamEvent.TextDelta("main", "b1", "unwritten"));
            HostFixture.awaitTrue(() -> !fixture.host.isReady());
            assertThat(opened.cursor().next(100, 1 << 20)).isEmpty();
            assertUnavailable(() -> fixture.send(id, "more"));
            runner.say(new StreamEvent.TextDelta("main", "b1", " and kept"));

            journal.repair();
            HostFixture.awaitTrue(fixture.host::isReady);
            runner.say(
                    new StreamEvent.BlockComplete(
                            "main",
                            new ConversationBlock.AssistantText("b1", "unwritten and kept")));
            fixture.complete(id, query);
            assertThat(fixture.types(id)).filteredOn("session:block:delta"::equals).hasSize(2);
            // And it works again.
            String next = fixture.send(id, "again").queryId();
            fixture.complete(id, next);
            long seq = head;
            while (seq < fixture.events(id).getLast().seq()) {
                for (var delivery : opened.cursor().next(10, 1 << 20)) {
                    assertThat(delivery.seq()).isEqualTo(++seq);
                }
            }
            fixture.assertReplayEqualsLive(id);
        }
    }

    /// The probe goes through, and what the sessions need does not.
    @Test
    void aSessionThatCannotBeLoadedAgainAtOnceIsLoadedLater() throws Exception {
        var journal = new FailingJournal(new InMemoryJournal());
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.activeQueryId = query;
            journal.failClaims(3);
            journal.onAppend(1, FailingJournal.Fault.FAIL);
            runner.say(
                    new StreamEvent.BlockComplete(
                            "main", new ConversationBlock.AssistantText("b1", "kept")));
            fixture.complete(id, query); // Nobody asked for the session meanwhile.
            assertThat(fixture.host.snapshot(id).conversations().get("main").blocks())
                    .extracting(ConversationBlock::id)
                    .contains("b1");
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void aServerThatStartsOnAJournalThatTakesNothingHostsItsSessionsLater() throws Exception {
        var journal = new FailingJournal(new InMemoryJournal());
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            fixture.runner(id).activeQueryId = query;
            fixture.host.close();
            journal.breakDown();
            fixture.host = fixture.newHost();
            fixture.host.start();
            HostFixture.awaitTrue(() -> !fixture.host.isReady());
            assertThat(fixture.host.session(id).id()).isEqualTo(id);
            journal.repair();
            HostFixture.awaitTrue(() -> fixture.host.isReady() && fixture.host.loadedCount() == 1);
            fixture.complete(id, query);
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void whatTheJournalCannotTakeIsRefusedWholeAndAtOnce() throws Exception {
        var journal = new FailingJournal(new InMemoryJournal());
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.activeQueryId = query;
            journal.breakDown();
            assertUnavailable(() -> fixture.send(id, "more"));
            HostFixture.awaitTrue(() -> fixture.host.trouble() != null);
            long appends = journal.appends();
            assertUnavailable(() -> fixture.host.interrupt(id, HostFixture.ANNA));
            assertUnavailable(() -> fixture.host.delete(id, HostFixture.ANNA));
            assertUnavailable(fixture::create);
            assertThat(journal.appends()).isEqualTo(appends);
            assertThat(runner.isAlive()).isTrue();
            assertThat(fixture.host.snapshot(id).runtime().activeQuery().queryId())
                    .isEqualTo(query);
            journal.repair();
            HostFixture.awaitTrue(fixture.host::isReady);
            fixture.complete(id, query);
            fixture.complete(id, fixture.send(id, "again").queryId());
            fixture.assertReplayEqualsLive(id);
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_UNAVAILABLE));
    }

    @Test
    void anAppendOfUnknownOutcomeIsNeitherLostNorDoubled() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong(1_000);
        int nth = (int) (2 + seed % 4);
        var journal = new FailingJournal(new InMemoryJournal());
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go", "m1", null).queryId();
            var runner = fixture.runner(id);
            runner.activeQueryId = query;
            journal.onAppend(nth, FailingJournal.Fault.COMMIT_THEN_FAIL);
            for (int i = 0; i < 40; i++) {
                runner.say(
                        new StreamEvent.BlockComplete(
                                "main", new ConversationBlock.AssistantText("b" + i, "t" + i)));
                if (i % 8 == 0) {
                    String block = "b" + i;
                    HostFixture.awaitTrue(() ->
                            fixture.host.isReady()
                                    && fixture
                                            .host
                                            .snapshot(id)
                                            .conversations()
                                            .get("main")
                                            .blocks()
                                            .stream()
                                            .anyMatch(one -> one.id().equals(block)));
                }
            }
            fixture.complete(id, query);
            var blocks = fixture.host.snapshot(id).conversations().get("main").blocks();
            assertThat(blocks).as("fault at append %d", nth).hasSize(41);
            assertThat(fixture.send(id, "go", "m1", null).queryId()).isEqualTo(query);
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void anotherServerTakesOverAndTheFirstOneGivesUp() throws Exception {
        var journal = SqliteJournal.open(dir.resolve("signalbox.db"));
        try (var fixture =
                new HostFixture(dir, journal, InstantSource.system(), settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.activeQueryId = query;
            var second = fixture.newHost();
            second.start();
            HostFixture.awaitTrue(() -> fixture.host.loadedCount() == 0);
            fixture.host.close();
            fixture.host = second;
            fixture.complete(id, query);
            String next = fixture.send(id, "again").queryId();
            fixture.complete(id, next);
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void aRunnerThatDoesNotAnswerIsSaidToBeUnresponsiveUntilItDoes() throws Exception {
        var clock = ManualClock.start();
        try (var fixture =
                new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings)) {
            String id = fixture.create();
            fixture.send(id, "go");
            var runner = fixture.runner(id);
            runner.answersPings = false;
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return fixture.statusIs(id, "error");
            });
            assertThat(fixture.types(id)).contains("session:error");
            runner.answersPings = true;
            runner.say(new StreamEvent.Status(EnvironmentStatus.READY, "answers again"));
            HostFixture.awaitTrue(() -> fixture.statusIs(id, "ready"));
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void aRunnerThatAnswersAgainIsAsItWasBefore() throws Exception {
        var clock = ManualClock.start();
        try (var fixture =
                new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings)) {
            String id = fixture.create();
            fixture.send(id, "go");
            var runner = fixture.runner(id);
            runner.say(new StreamEvent.Status(EnvironmentStatus.STARTING, "Fetching a model…"));
            HostFixture.awaitTrue(() -> fixture.statusIs(id, "starting"));
            runner.answersPings = false;
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return fixture.statusIs(id, "error");
            });
            runner.answersPings = true;
            runner.pong();
            HostFixture.awaitTrue(() -> fixture.statusIs(id, "starting"));
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void aFrozenAgentIsSaidUntilItGoesOn() throws Exception {
        var clock = ManualClock.start();
        try (var fixture =
                new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.isAgentFrozen = true;
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return fixture.statusIs(id, "error");
            });
            runner.isAgentFrozen = null;
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return fixture.statusIs(id, "ready");
            });
            fixture.complete(id, query);
            fixture.assertReplayEqualsLive(id);
        }
    }

    @Test
    void aRunnerWhoseDiskIsFullIsShownSoWhileItLasts() throws Exception {
        var clock = ManualClock.start();
        try (var fixture =
                new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            runner.spoolTrouble = "No space left on device; events wait in memory";
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return logsOfTheDisk(fixture, id) > 0;
            });
            var environment = fixture.host.session(id).runtime().executionEnvironment();
            assertThat(environment.status()).isEqualTo(EnvironmentStatus.READY);
            assertThat(environment.statusMessage())
                    .isEqualTo(
                            "The runner cannot write its events to disk: No space left on device;"
                                    + " events wait in memory");
            runner.spoolTrouble = null;
            HostFixture.awaitTrue(() -> {
                clock.advance(Duration.ofSeconds(1));
                return fixture.host.session(id).runtime().executionEnvironment().statusMessage()
                        == null;
            });
            assertThat(logsOfTheDisk(fixture, id)).isEqualTo(2);
            fixture.complete(id, query);
            fixture.assertReplayEqualsLive(id);
        }
    }

    private static long logsOfTheDisk(HostFixture fixture, String id) {
        return fixture.events(id).stream()
                .filter(one ->
                        one.event() instanceof SessionEvent.Log log
                                && log.message().contains("to disk"))
                .count();
    }

    @Test
    void anIdleEnvironmentIsStoppedAndStartsAgainWithTheNextMessage() throws Exception {
        var clock = ManualClock.start();
        try (var fixture =
                new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings)) {
            String id = fixture.create();
            String query = fixture.send(id, "go").queryId();
            var runner = fixture.runner(id);
            fixture.complete(id, query);
            clock.advance(Duration.ofMinutes(16));
            HostFixture.awaitTrue(() -> fixture.statusIs(id, "inactive"));
            assertThat(runner.isAlive()).isFalse();
            assertThat(fixture.types(id)).doesNotContain("session:error");
            String next = fixture.send(id, "again").queryId();
            fixture.runner(id);
            fixture.complete(id, next);
            assertThat(fixture.host.session(id).runtime().executionEnvironment().restartCount())
                    .isZero();
            fixture.assertReplayEqualsLive(id);
        }
    }

    private static EventFeed.OpenResult open(HostFixture fixture, String id, long after) {
        return fixture.host.feed().open(id, after, null, EventFilter.ALL, () -> {});
    }
}
