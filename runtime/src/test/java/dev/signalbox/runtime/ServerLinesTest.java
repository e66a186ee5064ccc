package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
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

/// What the server decides about a session stands in the session's logs, with its source; and what a
/// state says of itself is a sentence.
class ServerLinesTest {
    private static final String TRACE =
            "it broke\n\tat dev.signalbox.Inner.secret(Inner.java:12)\n\tat java.base/java.lang"
                    + ".Thread.run(Thread.java:1583)\nCaused by: java.io.IOException: no disk\n\t... 12"
                    + " more";

    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();
    private HostFixture fixture;
    private String id;

    @BeforeEach
    void begin() throws JournalException {
        fixture = new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings);
        id = fixture.create();
    }

    @AfterEach
    void end() {
        assertEveryMessageIsASentence();
        assertNoTrace();
        assertItWorksAgain();
        fixture.close();
    }

    private List<String> lines(LogLevel level) {
        return fixture.events(id).stream()
                .filter(one ->
                        one.event() instanceof SessionEvent.Log log
                                && log.source() == LogSource.SERVER
                                && log.level() == level)
                .map(one -> ((SessionEvent.Log) one.event()).message())
                .toList();
    }

    private void awaitLine(LogLevel level, String part) {
        HostFixture.awaitTrue(() -> lines(level).stream().anyMatch(line -> line.contains(part)));
    }

    /// Time passes until the server says that.
    private void awaitLine(LogLevel level, String part, Duration step) {
        HostFixture.awaitTrue(() -> {
            clock.advance(step);
            return lines(level).stream().anyMatch(line -> line.contains(part));
        });
    }

    private List<String> statusMessages() {
        return fixture.events(id).stream()
                .filter(one -> one.event() instanceof SessionEvent.Status)
                .map(one -> ((SessionEvent.Status) one.event()).runtime().executionEnvironment())
                .filter(Objects::nonNull)
                .map(one -> one.statusMessage())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private void assertEveryMessageIsASentence() {
        assertThat(statusMessages())
                .filteredOn(message -> !message.equals("agent is up")) // The fake runner's own.
                .filteredOn(message -> !message.startsWith("it broke"))
                .allSatisfy(message -> assertThat(message).matches("(?s)\\p{Lu}.*[.…)]"));
    }

    private void assertNoTrace() {
        for (var one : fixture.events(id)) {
            assertThat(one.toString()).doesNotContain("Inner.java", "Thread.java:1583");
        }
    }

    private void assertItWorksAgain() {
        var active = fixture.host.session(id).runtime().activeQuery();
        if (active != null) {
            fixture.runner(id);
            fixture.complete(id, active.queryId());
        }
        String query = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, query);
        fixture.assertReplayEqualsLive(id);
    }

    private FakeEnvironment.Runner started() {
        fixture.send(id, "go");
        return fixture.runner(id);
    }

    @Test
    void aStartAndAnAttachmentAreSaid() {
        started();
        assertThat(lines(LogLevel.INFO))
                .contains("Starting a runner")
                .anyMatch(
                        line -> line.startsWith("Attached to the runner: process 1, version test"));
        assertThat(statusMessages()).contains("Starting the runner…");
    }

    @Test
    void aServerThatComesBackSaysThatItFoundTheRunner() throws JournalException {
        started();
        fixture.restartServer();
        awaitLine(LogLevel.INFO, "Attached to the runner that was there");
    }

    @Test
    void whatAPersonAsksForIsSaidWithTheirName() {
        started();
        String queued = fixture.send(id, "later").queryId();
        fixture.host.cancelQueued(id, queued, HostFixture.ANNA);
        fixture.host.interrupt(id, HostFixture.ANNA);
        fixture.send(id, "now", null, MessageMode.INTERRUPT);
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        fixture.runner(id);
        fixture.host.environment(id, EnvironmentAction.TERMINATE, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "terminated"));
        assertThat(lines(LogLevel.INFO))
                .contains(
                        "Message " + queued + " was taken back by anna",
                        "Interrupting the query, as anna asked",
                        "Interrupting the query for the next message of anna",
                        "Restarting the execution environment, as anna asked",
                        "Terminating the execution environment, as anna asked");
        assertThat(statusMessages())
                .contains("Restarting as was asked…")
                .contains("Terminated; the next message starts it again.");
    }

    @Test
    void aLostRunnerAndItsRestartAreSaid() {
        var runner = started();
        runner.say(new StreamEvent.Log(LogLevel.INFO, "at work", LogSource.AGENT));
        runner.say(
                new StreamEvent.QueryEnded(
                        fixture.host.session(id).runtime().activeQuery().queryId(),
                        QueryOutcome.COMPLETED,
                        null,
                        null));
        HostFixture.awaitTrue(() -> fixture.host.session(id).runtime().activeQuery() == null);
        runner.die();
        awaitLine(LogLevel.WARN, "Starting another runner in ");
        awaitLine(LogLevel.INFO, "Starting another runner", Duration.ofSeconds(1));
        assertThat(statusMessages())
                .contains("Restarting after a crash (1 of 5)…", "Starting the runner again…");
    }

    @Test
    void aQueryThatTheNextRunnerIsGivenIsSaid() {
        var runner = started();
        runner.die();
        awaitLine(LogLevel.INFO, "the next one is given it");
    }

    @Test
    void aStatusThatContradictsALiveRunnerIsIgnoredAndSaid() {
        var runner = started();
        runner.say(new StreamEvent.Status(EnvironmentStatus.TERMINATED, "gone"));
        awaitLine(LogLevel.WARN, "The runner says that it is terminated, and it lives: ignored");
        assertThat(fixture.statusIs(id, "ready")).isTrue();
    }

    @Test
    void anIdleStopIsSaid() {
        var runner = started();
        runner.answersPings = true;
        fixture.complete(id, fixture.host.session(id).runtime().activeQuery().queryId());
        awaitLine(
                LogLevel.INFO,
                "Stopping the execution environment after 15 minutes without work",
                Duration.ofMinutes(1));
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "inactive"));
        assertThat(statusMessages())
                .contains(
                        "Stopped after 15 minutes without work; the next message starts it again.");
    }

    @Test
    void aFrozenAgentAndItsReturnAreSaid() {
        var runner = started();
        runner.isAgentFrozen = true;
        HostFixture.awaitTrue(() -> {
            clock.advance(Duration.ofSeconds(1));
            return fixture.statusIs(id, "error");
        });
        runner.isAgentFrozen = null;
        awaitLine(LogLevel.INFO, "Runner and agent answer again", Duration.ofSeconds(1));
    }

    @Test
    void anExceptionsTraceStaysInTheServersProcess() {
        fixture.environments.failure = TRACE;
        fixture.send(id, "go");
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "error"));
        awaitLine(LogLevel.ERROR, "The runner did not start");
        fixture.environments.failure = null;
        var runner = started();
        runner.say(new StreamEvent.Failure(TRACE, "AGENT_FAILED", null, java.util.Map.of()));
        runner.say(
                new StreamEvent.QueryEnded(
                        fixture.host.session(id).runtime().activeQuery().queryId(),
                        QueryOutcome.FAILED,
                        null,
                        new dev.signalbox.protocol.QueryCause(
                                dev.signalbox.protocol.ErrorCode.AGENT_FAILED, TRACE)));
        HostFixture.awaitTrue(() -> fixture.host.session(id).runtime().activeQuery() == null);
        assertThat(fixture.events(id).toString()).contains("it broke");
    }

    @Test
    void aRunnerThatContradictsItselfWithoutEndCannotFloodTheLogs() {
        var runner = started();
        for (int i = 0; i < 5_000; i++) {
            runner.say(new StreamEvent.Status(EnvironmentStatus.INACTIVE, null));
        }
        awaitLine(
                LogLevel.WARN, "log lines of the server that came too fast", Duration.ofSeconds(1));
        long kept = lines(LogLevel.WARN).stream().filter(line -> line.endsWith("ignored")).count();
        assertThat(kept).isLessThan(5_000);
    }
}
