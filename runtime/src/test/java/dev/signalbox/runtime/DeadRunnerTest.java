package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A runner dies with a query that it may or may not have taken.
class DeadRunnerTest {
    @TempDir Path dir;

    private HostFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new HostFixture(dir);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<QueryOutcome> ends(String id, String query) {
        return fixture.events(id).stream()
                .filter(event ->
                        event.event() instanceof SessionEvent.QueryEnded ended
                                && ended.queryId().equals(query))
                .map(event -> ((SessionEvent.QueryEnded) event.event()).outcome())
                .toList();
    }

    /// Sends a message and lets the runner die before it has said a word of it.
    private String queryOfADeadRunner(String id) {
        String first = fixture.send(id, "first").queryId();
        fixture.runner(id);
        fixture.complete(id, first);
        var runner = fixture.runner(id);
        String query = fixture.send(id, "go").queryId();
        runner.die();
        HostFixture.awaitTrue(() -> fixture.environments.started.size() == 2);
        return query;
    }

    @Test
    void aQueryThatNeverCameToARunnerThatDiedIsTheNextOnes() {
        String id = fixture.create();
        String query = queryOfADeadRunner(id);
        var next = fixture.runner(id);
        HostFixture.awaitTrue(() ->
                next.commands.stream()
                        .anyMatch(command ->
                                command instanceof RunnerCommand.StartQuery start
                                        && start.queryId().equals(query)));
        fixture.complete(id, query);
        assertThat(ends(id, query)).containsExactly(QueryOutcome.COMPLETED);
        fixture.complete(id, fixture.send(id, "again").queryId());
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aQueryThatTheDeadRunnerTookIsSaidToBeLostByTheNext() {
        String id = fixture.create();
        String query = queryOfADeadRunner(id);
        var next = fixture.runner(id);
        next.say(new StreamEvent.QueryEnded(query, QueryOutcome.LOST, null, null));
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(ends(id, query)).containsExactly(QueryOutcome.LOST);
        fixture.complete(id, fixture.send(id, "again").queryId());
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void whatADeadRunnerHadWrittenAndNobodyTookIsNotLost() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        runner.deafen();
        runner.say(
                new StreamEvent.BlockStart("main", new ConversationBlock.AssistantText("b1", "")));
        runner.say(new StreamEvent.TextDelta("main", "b1", "last words", Map.of()));
        runner.die();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        var block = fixture.host.snapshot(id).conversations().get("main").blocks().getLast();
        assertThat(block)
                .isInstanceOfSatisfying(
                        ConversationBlock.AssistantText.class,
                        text -> {
                            assertThat(text.content()).isEqualTo("last words");
                            assertThat(text.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
                        });
        // The next runner finds the block open in its spool and closes it too.
        fixture.runner(id).say(new StreamEvent.BlockComplete("main", block));
        fixture.complete(id, fixture.send(id, "again").queryId());
        assertThat(fixture.types(id)).filteredOn("session:block:complete"::equals).hasSize(3);
        assertThat(fixture.types(id)).filteredOn("session:error"::equals).hasSize(1);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void whatWaitedWhileTheAgentWasDownIsStartedWhenItIsBack() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        String waiting = fixture.send(id, "wait").queryId();
        var runner = fixture.runner(id);
        runner.say(new StreamEvent.Status(EnvironmentStatus.ERROR, "the agent is gone"));
        runner.say(new StreamEvent.QueryEnded(query, QueryOutcome.FAILED, null, null));
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        runner.say(new StreamEvent.Status(EnvironmentStatus.STARTING, null));
        runner.say(new StreamEvent.Status(EnvironmentStatus.READY, null));
        fixture.complete(id, waiting);
        fixture.assertReplayEqualsLive(id);
    }

    @Test
    void aQueryThatNoRunnerOutlivesIsLost() {
        String id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        fixture.runner(id).die();
        HostFixture.awaitTrue(() -> fixture.environments.started.size() == 2);
        fixture.runner(id).die();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(ends(id, query)).containsExactly(QueryOutcome.LOST);
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.assertReplayEqualsLive(id);
    }
}
