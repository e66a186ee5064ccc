package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Crashes of runners and agents, counted by a clock that the test moves.
class RestartPolicyTest {
    /// More than the longest wait.
    private static final Duration LONG = Duration.ofSeconds(1);

    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();
    private HostFixture fixture;
    private String id;
    private int words;

    @BeforeEach
    void begin() throws JournalException {
        fixture = new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings);
        id = fixture.create();
        fixture.send(id, "go");
        fixture.runner(id);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private Environment environment() {
        return fixture.host.session(id).runtime().executionEnvironment();
    }

    private void awaitMessage(String part) {
        HostFixture.awaitTrue(() -> String.valueOf(environment().statusMessage()).contains(part));
    }

    /// The runner dies at work.
    private void die() {
        var runner = fixture.runner(id);
        var word = "word-" + ++words;
        runner.say(
                new StreamEvent.BlockComplete(
                        "main", new ConversationBlock.AssistantText(word, "at work")));
        HostFixture.awaitTrue(
                () -> fixture.events(id).stream().anyMatch(one -> one.toString().contains(word)));
        runner.die();
    }

    /// The runner dies and is started again.
    private void crash() {
        var runner = fixture.runner(id);
        die();
        awaitMessage("Restarting after a crash");
        clock.advance(LONG);
        HostFixture.awaitTrue(() -> fixture.environments.runners.get(id) != runner);
        fixture.runner(id);
    }

    private void crashUntilGivenUp() {
        for (int i = 0; i < 5; i++) {
            crash();
        }
        die();
        awaitMessage("Crashed 6 times within 10 minutes");
    }

    private void assertItWorksAgain() {
        var active = fixture.host.session(id).runtime().activeQuery();
        if (active != null) {
            fixture.complete(id, active.queryId());
        }
        String query = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, query);
        fixture.assertReplayEqualsLive(id);
    }

    private List<String> messages() {
        return fixture.events(id).stream()
                .filter(one -> one.event() instanceof SessionEvent.Status)
                .map(one -> ((SessionEvent.Status) one.event()).runtime().executionEnvironment())
                .filter(one -> one.status() == EnvironmentStatus.ERROR)
                .map(one -> String.valueOf(one.statusMessage()))
                .toList();
    }

    @Test
    void aCrashLoopSaysAtEachStepHowItStandsAndAtLastWhatAPersonCanDo() {
        crashUntilGivenUp();
        assertThat(messages())
                .containsSubsequence(
                        "Restarting after a crash (1 of 5)…",
                        "Restarting after a crash (2 of 5)…",
                        "Restarting after a crash (3 of 5)…",
                        "Restarting after a crash (4 of 5)…",
                        "Restarting after a crash (5 of 5)…");
        assertThat(environment().statusMessage())
                .contains("The runner ended unexpectedly.")
                .contains("'signalbox logs " + id + "'")
                .contains("'signalbox send " + id);
        assertThat(environment().restartCount()).isEqualTo(5);
        assertThat(environment().lastError().code()).isEqualTo("ENVIRONMENT_LOST");
        // Nothing happens by itself any more.
        int starts = fixture.environments.started.size();
        clock.advance(Duration.ofMinutes(5));
        assertThat(fixture.environments.started).hasSize(starts);

        assertItWorksAgain();
        assertThat(environment().restartCount()).isEqualTo(6);
        assertThat(environment().lastError()).isNull();
    }

    @Test
    void aServerThatComesBackDoesNotReportACrashThatWasReported() throws Exception {
        crashUntilGivenUp();
        long errors = fixture.types(id).stream().filter("session:error"::equals).count();

        fixture.restartServer();

        HostFixture.awaitTrue(() -> fixture.statusIs(id, "inactive"));
        assertThat(fixture.types(id)).filteredOn("session:error"::equals).hasSize((int) errors);
        assertItWorksAgain();
    }

    @Test
    void anExplicitStartForgivesWhatWas() {
        crashUntilGivenUp();

        fixture.host.environment(id, EnvironmentAction.START, HostFixture.ANNA);

        fixture.runner(id);
        assertThat(environment().restartCount()).isZero();
        crash();
        assertThat(messages()).last().isEqualTo("Restarting after a crash (1 of 5)…");
        assertThat(environment().restartCount()).isEqualTo(1);
        assertItWorksAgain();
    }

    @Test
    void anExplicitRestartForgivesWhatWas() {
        crash();
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> environment().restartCount() == 0);
        fixture.runner(id);
        assertItWorksAgain();
        assertThat(environment().restartCount()).isZero();
    }

    @Test
    void aHealthyHourResetsTheCountOfRestarts() {
        crash();
        crash();
        fixture.send(id, "a long piece of work");
        for (int minute = 0; minute < 59; minute++) {
            passMinute();
        }
        assertThat(environment().restartCount()).isEqualTo(2);
        crash(); // The hour begins anew.
        fixture.send(id, "once more");
        for (int minute = 0; minute < 59; minute++) {
            passMinute();
        }
        assertThat(environment().restartCount()).isEqualTo(3);

        passMinute();
        passMinute();

        HostFixture.awaitTrue(() -> environment().restartCount() == 0);
        assertThat(environment().status()).isEqualTo(EnvironmentStatus.READY);
        assertItWorksAgain();
    }

    /// A healthy one: the runner answers the ping that is due.
    private void passMinute() {
        var before = environment().lastHealthCheck();
        clock.advance(Duration.ofMinutes(1));
        HostFixture.awaitTrue(() -> !Objects.equals(environment().lastHealthCheck(), before));
    }

    @Test
    void restartsOfTheAgentAndOfTheRunnerAreCountedTogether() {
        var runner = fixture.runner(id);
        runner.say(new StreamEvent.Status(EnvironmentStatus.ERROR, "The agent exited."));
        runner.say(new StreamEvent.Status(EnvironmentStatus.STARTING, null));
        runner.say(new StreamEvent.Status(EnvironmentStatus.READY, null));
        HostFixture.awaitTrue(() -> environment().restartCount() == 1);
        crash();
        assertThat(environment().restartCount()).isEqualTo(2);
        assertItWorksAgain();
    }

    @Test
    void anAgentThatItsRunnerHasGivenUpIsStartedByAnExplicitStart() {
        var query = fixture.host.session(id).runtime().activeQuery().queryId();
        var runner = fixture.runner(id);
        fixture.complete(id, query);
        runner.say(new StreamEvent.Status(EnvironmentStatus.ERROR, "Crashed 6 times"));
        awaitMessage("Crashed 6 times");

        fixture.host.environment(id, EnvironmentAction.START, HostFixture.ANNA);

        HostFixture.awaitTrue(() -> fixture.environments.runners.get(id) != runner);
        fixture.runner(id);
        assertThat(environment().restartCount()).isZero();
        assertItWorksAgain();
    }

    @Test
    void aRestartThatFailsIsTriedAgainLaterAndLater() {
        fixture.environments.failure = "no room";
        die();
        awaitMessage("(1 of 5)");
        clock.advance(LONG);
        awaitMessage("(2 of 5)");
        fixture.environments.failure = null;
        clock.advance(LONG);
        fixture.runner(id);
        assertItWorksAgain();
    }

    @Test
    void aMessageThatWaitsIsNotForgottenWhenTheStartFails() {
        String waiting = fixture.send(id, "and then").queryId();
        fixture.environments.failure = "no room";
        die();
        awaitMessage("(1 of 5)");
        clock.advance(LONG);
        awaitMessage("(2 of 5)");
        fixture.environments.failure = null;
        clock.advance(LONG);
        fixture.runner(id);
        HostFixture.awaitTrue(() -> {
            var active = fixture.host.session(id).runtime().activeQuery();
            return active != null && active.queryId().equals(waiting);
        });
        fixture.complete(id, waiting);
        assertItWorksAgain();
    }
}
