package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.MessageAccepted.State;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;

class SessionHostTest {
    @TempDir Path dir;
    HostFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new HostFixture(dir);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aSessionBeginsWithItsCreationAndStartsNothing() {
        String id = fixture.create();
        assertThat(fixture.types(id)).containsExactly("session:created");
        assertThat(fixture.host.session(id).runtime().executionEnvironment()).isNull();
        assertThat(fixture.environments.started).isEmpty();
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void anotherNameAndMetadataAreKeptAndWatchersHearOfThem() throws Exception {
        String id = fixture.create();
        var heard = new CopyOnWriteArrayList<EventBus.News>();
        try (var _ = fixture.host.bus().subscribe(heard::add)) {
            var patch = "{\"name\":\"another\",\"metadata\":{\"ticket\":\"SHOP-7\"}}";
            var changed =
                    fixture.host.patch(
                            id, ProtocolJson.read(patch, PatchSession.class), HostFixture.ANNA);
            assertThat(changed.name()).isEqualTo("another");
            assertThat(changed.metadata().path("ticket").asString()).isEqualTo("SHOP-7");
            HostFixture.awaitTrue(
                    () -> heard.stream().anyMatch(news -> news.sessionId().equals(id)));
        }
        fixture.restartServer();
        assertThat(fixture.host.session(id).name()).isEqualTo("another");
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void theFirstMessageStartsTheEnvironmentAndReachesTheAgent() {
        String id = fixture.create();
        var accepted = fixture.send(id, "hello", "m1", null);
        assertThat(accepted.state()).isEqualTo(State.STARTED);
        var runner = fixture.runner(id);
        HostFixture.awaitTrue(() -> !runner.commands.isEmpty());
        assertThat(runner.commands.getFirst())
                .isInstanceOfSatisfying(
                        RunnerCommand.StartQuery.class,
                        start -> {
                            assertThat(start.queryId()).isEqualTo(accepted.queryId());
                            assertThat(start.prompt().text()).isEqualTo("hello");
                        });
        fixture.complete(id, accepted.queryId());
        HostFixture.awaitTrue(() -> fixture.types(id).getLast().equals("session:status"));
        assertThat(fixture.types(id))
                .filteredOn(type -> !type.equals("session:log"))
                .containsExactly(
                        "session:created",
                        "session:query:started",
                        "session:block:complete",
                        "session:status",
                        "session:status",
                        "session:query:ended",
                        "session:status");
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void everythingTheRunnerSaysGoesToItsTrack() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        int before = fixture.types(id).size();
        runner.sayJson(
                "{\"type\":\"block_start\",\"conversationId\":\"main\",\"block\":{\"type\":\"assistant_text\","
                        + "\"id\":\"b1\",\"timestamp\":\"2026-11-23T10:00:00.000Z\",\"content\":\"\",\"mood\":1}}");
        runner.say(new StreamEvent.TextDelta("main", "b1", "Hel"));
        runner.say(new StreamEvent.TextDelta("main", "b1", ""));
        runner.say(new StreamEvent.Log(LogLevel.WARN, "hm", LogSource.AGENT));
        runner.say(
                new StreamEvent.MetadataUpdate(
                        "main", Metadata.ofUsage(new Usage(1, 2, 3, 4), 0.5)));
        runner.say(new StreamEvent.Failure(ErrorCode.AGENT_OVERLOADED, "busy"));
        runner.sayJson("{\"type\":\"hologram\",\"z\":1}");
        runner.say(
                new StreamEvent.BlockComplete(
                        "main", new ConversationBlock.AssistantText("b1", "Hel")));
        fixture.complete(id, query);
        HostFixture.awaitTrue(() -> fixture.types(id).getLast().equals("session:status"));
        var types = fixture.types(id).stream().filter(type -> !type.equals("session:status"));
        assertThat(types.skip(before - 2L))
                .containsSubsequence(
                        "session:block:start",
                        "session:block:delta",
                        "session:log",
                        "session:metadata:update",
                        "session:error",
                        "session:unknown",
                        "session:block:complete",
                        "session:query:ended");
        var events = fixture.events(id);
        assertThat(events)
                .filteredOn(e -> e.event().wireName().equals("session:block:delta"))
                .hasSize(1);
        var page =
                fixture.host.events(
                        id,
                        new SessionHost.EventsRequest(
                                0L,
                                1000,
                                dev.signalbox.protocol.EventFilter.ALL,
                                null,
                                null,
                                true));
        assertThat(page.envelopes())
                .anySatisfy(json ->
                        assertThat(new String(json, StandardCharsets.UTF_8))
                                .contains("\"mood\":1"));
        var totals = new Totals(1, 2, 3L, 4L, null, 10, 0.5);
        assertThat(fixture.host.session(id).usage()).isEqualTo(totals);
        assertThat(fixture.host.snapshot(id).usage()).isEqualTo(totals);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aMessageWhileAQueryRunsWaitsIsRefusedOrInterrupts() {
        String id = fixture.create();
        String first = fixture.send(id, "one").queryId();
        var runner = fixture.runner(id);
        var second = fixture.send(id, "two");
        assertThat(second.state()).isEqualTo(State.QUEUED);
        assertThat(second.position()).isEqualTo(1);
        assertThatThrownBy(() -> fixture.send(id, "three", null, MessageMode.REJECT))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_ACTIVE));
        var urgent = fixture.send(id, "four", null, MessageMode.INTERRUPT);
        assertThat(urgent.position()).isEqualTo(1);
        HostFixture.awaitTrue(() -> runner.commands.contains(new RunnerCommand.Interrupt(first)));
        runner.say(new StreamEvent.QueryEnded(first, QueryOutcome.INTERRUPTED, null, null));
        HostFixture.awaitTrue(() -> active(id, urgent.queryId()));
        fixture.complete(id, urgent.queryId());
        HostFixture.awaitTrue(() -> active(id, second.queryId()));
        fixture.complete(id, second.queryId());
        HostFixture.awaitTrue(() -> fixture.host.session(id).runtime().activeQuery() == null);
        assertThat(fixture.host.session(id).runtime().queue()).isEmpty();
        fixture.assertReplayEqualsLive(id);
    }

    private boolean active(String id, String queryId) {
        var active = fixture.host.session(id).runtime().activeQuery();
        return active != null && active.queryId().equals(queryId);
    }

    @Test
    void aQueuedMessageCanBeTakenBack() {
        String id = fixture.create();
        String first = fixture.send(id, "one").queryId();
        String second = fixture.send(id, "two").queryId();
        fixture.host.cancelQueued(id, second, HostFixture.ANNA);
        assertThat(fixture.host.session(id).runtime().queue()).isEmpty();
        assertThatThrownBy(() -> fixture.host.cancelQueued(id, second, HostFixture.ANNA))
                .isInstanceOf(SignalboxException.class);
        fixture.runner(id);
        fixture.complete(id, first);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void theSameMessageIdGivesTheSameQueryForEver() throws Exception {
        String id = fixture.create();
        var first = fixture.send(id, "one", "m1", null);
        assertThat(fixture.send(id, "one", "m1", null)).isEqualTo(first);
        fixture.runner(id);
        fixture.complete(id, first.queryId());
        fixture.restartServer();
        assertThat(fixture.send(id, "one", "m1", null).queryId()).isEqualTo(first.queryId());
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aDeadRunnerEndsItsQueryAsLostAndIsStartedAgain() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        runner.say(
                new StreamEvent.BlockStart(
                        "main", new ConversationBlock.AssistantText("b1", "half")));
        HostFixture.awaitTrue(() -> fixture.types(id).contains("session:block:start"));
        int before = fixture.types(id).size();
        runner.die();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(fixture.types(id).subList(before, before + 5))
                .containsExactly(
                        "session:status",
                        "session:error",
                        "session:block:complete",
                        "session:query:ended",
                        "session:status");
        var events = fixture.events(id);
        assertThat(events)
                .anySatisfy(e ->
                        assertThat(e.event())
                                .isInstanceOfSatisfying(
                                        SessionEvent.QueryEnded.class,
                                        ended ->
                                                assertThat(ended.outcome())
                                                        .isEqualTo(QueryOutcome.LOST)));
        var atDeath = (SessionEvent.Status) events.get(before).event();
        assertThat(atDeath.runtime().executionEnvironment().status())
                .isEqualTo(EnvironmentStatus.ERROR);
        assertThat(atDeath.runtime().activeQuery()).isNotNull();
        // And it works again.
        fixture.runner(id);
        assertThat(fixture.host.session(id).runtime().executionEnvironment().restartCount())
                .isEqualTo(1);
        String next = fixture.send(id, "again").queryId();
        fixture.complete(id, next);
        assertThat(fixture.host.session(id).runtime().executionEnvironment().lastError()).isNull();
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aCrashLoopEndsWithAMessageForAPersonAndAMessageStartsItAgain() {
        String id = fixture.create();
        fixture.send(id, "go");
        for (int i = 1; i <= 5; i++) {
            int starts = i;
            fixture.runner(id).die();
            HostFixture.awaitTrue(() -> fixture.environments.started.size() > starts);
        }
        fixture.runner(id).die();
        HostFixture.awaitTrue(() -> message(id).startsWith("Crashed 6 times"));
        // And it works again.
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.assertReplayEqualsLive(id);
    }

    private String message(String id) {
        return String.valueOf(
                fixture.host.session(id).runtime().executionEnvironment().statusMessage());
    }

    @Test
    void anEnvironmentThatCannotStartFailsItsQuery() {
        String id = fixture.create();
        fixture.environments.failure = "no room";
        String query = fixture.send(id, "go").queryId();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(fixture.statusIs(id, "error")).isTrue();
        fixture.environments.failure = null;
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void terminateEndsTheQueryAsInterruptedAndAMessageStartsItAgain() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        fixture.host.environment(id, EnvironmentAction.TERMINATE, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "terminated"));
        assertThat(runner.isAlive()).isFalse();
        assertThat(fixture.events(id))
                .anySatisfy(e ->
                        assertThat(e.event())
                                .isInstanceOfSatisfying(
                                        SessionEvent.QueryEnded.class,
                                        ended -> {
                                            assertThat(ended.queryId()).isEqualTo(query);
                                            assertThat(ended.outcome())
                                                    .isEqualTo(QueryOutcome.INTERRUPTED);
                                            assertThat(ended.cause().code())
                                                    .isEqualTo("ENVIRONMENT_TERMINATED");
                                        }));
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> fixture.environments.started.size() == 3);
        fixture.runner(id);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aKilledServerAttachesAgainFromItsOffset() throws Exception {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        runner.activeQueryId = query;
        runner.say(
                new StreamEvent.BlockStart("main", new ConversationBlock.AssistantText("b1", "")));
        runner.say(new StreamEvent.TextDelta("main", "b1", "one "));
        HostFixture.awaitTrue(() -> fixture.types(id).contains("session:block:delta"));
        fixture.host.close();
        runner.say(new StreamEvent.TextDelta("main", "b1", "two"));
        fixture.host = fixture.newHost();
        fixture.host.start();
        runner.say(
                new StreamEvent.BlockComplete(
                        "main", new ConversationBlock.AssistantText("b1", "one two")));
        fixture.complete(id, query);
        assertThat(fixture.types(id)).filteredOn("session:block:delta"::equals).hasSize(2);
        assertThat(fixture.environments.started).hasSize(1);
        assertThat(runner.terms).hasSize(2).isSorted();
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aRunnerThatDiedWhileNoServerWasThereEndsItsQueryAsLost() throws Exception {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        fixture.host.close();
        runner.die();
        fixture.host = fixture.newHost();
        fixture.host.start();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "inactive"));
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aFailedQueryInAHealthyPlaceSaysItsErrorOnce() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        runner.say(
                new StreamEvent.QueryEnded(
                        query,
                        QueryOutcome.FAILED,
                        null,
                        new QueryCause(ErrorCode.AGENT_OVERLOADED, "busy")));
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(fixture.types(id)).filteredOn("session:error"::equals).hasSize(1);
        assertThat(fixture.statusIs(id, "ready")).isTrue();
        assertThat(fixture.host.session(id).runtime().executionEnvironment().lastError().code())
                .isEqualTo("AGENT_OVERLOADED");
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void whatBreaksTheBlockLawIsReportedOnceASecondAndTheStreamGoesOn() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        for (int i = 0; i < 50; i++) {
            runner.say(new StreamEvent.TextDelta("main", "nobody", "x"));
        }
        runner.say(
                new StreamEvent.BlockComplete(
                        "main", new ConversationBlock.AssistantText("b1", "fine")));
        fixture.complete(id, query);
        assertThat(fixture.types(id)).doesNotContain("session:block:delta");
        assertThat(fixture.types(id)).filteredOn("session:error"::equals).hasSizeBetween(1, 3);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void anAgentMayStartAQueryByItself() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        fixture.complete(id, query);
        runner.say(new StreamEvent.QueryStarted("a1"));
        HostFixture.awaitTrue(() -> active(id, "a1"));
        fixture.complete(id, "a1");
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aDeletedSessionIsReallyGone() {
        String id = fixture.create();
        fixture.send(id, "go");
        var runner = fixture.runner(id);
        fixture.host.delete(id, HostFixture.ANNA);
        assertThat(runner.isAlive()).isFalse();
        assertThat(Files.exists(dir.resolve("sessions").resolve(id))).isFalse();
        assertThatThrownBy(() -> fixture.host.session(id))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SESSION_NOT_FOUND));
        String other = fixture.create();
        assertThat(fixture.host.session(other).id()).isEqualTo(other);
    }

    @Test
    void aKeyGivesTheSameSessionAgain() {
        var request = new CreateSession("fake", "k1", null, null, null, null, null);
        var first = fixture.host.create(request, "default", HostFixture.ANNA);
        var second = fixture.host.create(request, "default", HostFixture.ANNA);
        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.session().id()).isEqualTo(first.session().id());
    }

    @Test
    void unknownNamesAreRefusedAndNothingIsHalfMade() {
        assertThatThrownBy(() ->
                        fixture.host.create(
                                new CreateSession("nope", null, null, null, null, null, null),
                                "default",
                                HostFixture.ANNA))
                .hasMessageContaining("fake");
        assertThatThrownBy(() ->
                        fixture.host.create(
                                new CreateSession("fake", null, "moon", null, null, null, null),
                                "default",
                                HostFixture.ANNA))
                .hasMessageContaining("local");
        assertThat(dir.resolve("sessions"))
                .satisfiesAnyOf(
                        sessions -> assertThat(sessions).doesNotExist(),
                        sessions -> assertThat(sessions).isEmptyDirectory());
    }
}
