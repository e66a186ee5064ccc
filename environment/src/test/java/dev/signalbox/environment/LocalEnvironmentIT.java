package dev.signalbox.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Real runners, started as the server starts them.
class LocalEnvironmentIT {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String sessionId =
            "env-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final LocalEnvironment local =
            new LocalEnvironment(TestRunner.COMMAND, TestContainment.best());

    @TempDir Path dir;

    @AfterEach
    void leaveNothing() {
        SessionGroups.end(sessionId, dir, Duration.ofSeconds(5));
    }

    @Test
    void aRunnerIsStartedFoundAgainAndEndedWithAllThatItStarted() throws Exception {
        var spec = exec("setsid sleep 631 & while next_query; do end completed; done");
        var started = local.start(spec);
        works(started, 0, "q1");
        var found = local.find(sessionId, dir);
        assertThat(found).isNotNull();
        assertThat(found.id()).isEqualTo(started.id());
        assertThat(found.pid()).isEqualTo(started.pid());
        works(found, 0, "q2");
        assertThat(Processes.ofSession(sessionId)).hasSizeGreaterThanOrEqualTo(3);

        found.terminate(GRACE);
        assertThat(Processes.ofSession(sessionId)).isEmpty();
        started.ended().get(5, TimeUnit.SECONDS);
        assertThat(started.isAlive()).isFalse();
        assertThat(local.find(sessionId, dir)).isNull();
        started.terminate(GRACE); // nothing is left to do

        works(local.start(spec), 0, "q3");
    }

    @Test
    void aKilledRunnerIsNoticedAndItsAgentIsSweptUp() throws Exception {
        var spec = exec("next_query; log working; sleep 641");
        var running = local.start(spec);
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            connection.send(start("q1"));
            heard.event(e -> e instanceof StreamEvent.Log log && log.message().equals("working"));
            assertThat(ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly()).isTrue();
            running.ended().get(5, TimeUnit.SECONDS);
            assertThat(heard.end())
                    .isInstanceOfAny(CloseReason.Eof.class, CloseReason.Failed.class);
        }
        assertThat(local.find(sessionId, dir)).isNull();
        assertThat(Processes.ofSession(sessionId)).isNotEmpty();
        running.terminate(GRACE);
        assertThat(Processes.ofSession(sessionId)).isEmpty();

        var again = local.start(exec("while next_query; do end completed; done"));
        works(again, 0, "q2");
        var rest = new Heard();
        try (var _ = again.connect(0, 2, rest)) {
            assertThat(rest.ended("q1").outcome()).isEqualTo(QueryOutcome.LOST);
        }
    }

    @Test
    void aRunnerThatDoesNotStartSaysWhy() throws Exception {
        var config =
                new RunnerConfig(
                        sessionId, "nobody", dir.resolve("workspace"), ProtocolJson.object());
        var spec = new EnvironmentSpec(sessionId, dir, config, Map.of("PATH", "/usr/bin:/bin"));
        assertThatThrownBy(() -> local.start(spec))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_START_FAILED);
                            assertThat(e).hasMessageContaining("exit code 2");
                            assertThat(e).hasMessageContaining("unknown agent 'nobody'");
                        });
        works(local.start(exec("while next_query; do end completed; done")), 0, "q1");
    }

    @Test
    void aRunnerThatIsNeverReadyIsEnded() {
        var sleeper =
                new LocalEnvironment(
                        List.of("/bin/sh", "-c", "sleep 651"),
                        TestContainment.best(),
                        Duration.ofMillis(300));
        var config =
                new RunnerConfig(
                        sessionId, "demo", dir.resolve("workspace"), ProtocolJson.object());
        var spec = new EnvironmentSpec(sessionId, dir, config, Map.of("PATH", "/usr/bin:/bin"));
        assertThatThrownBy(() -> sleeper.start(spec))
                .hasMessageContaining("not ready within 300 ms");
        assertThat(Processes.ofSession(sessionId)).isEmpty();
    }

    @Test
    void aSecondStartIsRefusedAndChangesNothing() throws Exception {
        var spec = exec("while next_query; do end completed; done");
        var running = local.start(spec);
        assertThatThrownBy(() -> local.start(spec))
                .hasMessageContaining("process id " + running.pid() + " is there already");
        works(running, 0, "q1");
    }

    @Test
    void aProcessIdThatBelongsToSomebodyElseIsNotTakenForTheRunner() throws Exception {
        Files.createDirectories(dir.resolve("run"));
        Files.writeString(dir.resolve("run/runner.pid"), ProcessHandle.current().pid() + "\n");
        assertThat(local.find(sessionId, dir)).isNull();
        Files.writeString(dir.resolve("run/runner.pid"), "999999999\n");
        assertThat(local.find(sessionId, dir)).isNull();
        Files.writeString(dir.resolve("run/runner.pid"), "none\n");
        assertThat(local.find(sessionId, dir)).isNull();
        works(local.start(exec("while next_query; do end completed; done")), 0, "q1");
    }

    @Test
    void aRunnerGetsTheVariablesItIsGivenAndTheMarker() throws Exception {
        var running =
                local.start(
                        secretly(
                                "echo \"$MINE $OTHER\" >"
                                        + dir.resolve("seen")
                                        + "; while next_query; do end completed; done"));
        works(running, 0, "q1");
        assertThat(Files.readString(dir.resolve("seen"))).isEqualTo("secret-value \n");
        assertThat(Files.readString(dir.resolve("runner.json"))).doesNotContain("secret-value");
        assertThat(Processes.ofSession(sessionId)).contains(running.pid());
    }

    @Test
    void aSecretThatAnAgentPrintsBesideTheConversationIsWrittenNowhere() throws Exception {
        var running =
                local.start(
                        secretly(
                                "next_query; echo \"using $MINE for ticket-42\" >&2; sleep 0.2;"
                                        + " exit 3"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            connection.send(start("q1"));
            var cause = heard.ended("q1").cause();
            assertThat(cause).isNotNull();
            assertThat(cause.stderrTail()).contains("using [redacted] for [redacted]");
        }
        for (var file : List.of("run/spool/00000001.jsonl", "runner.json")) {
            assertThat(Files.readString(dir.resolve(file))).doesNotContain("secret-value");
        }
        assertThat(Files.readString(dir.resolve("run/spool/00000001.jsonl")))
                .contains("using [redacted] for [redacted]")
                .doesNotContain("ticket-42");
    }

    /// An agent with a secret in its variables; a ticket's number is one too.
    private EnvironmentSpec secretly(String body) throws Exception {
        var plain = exec(body);
        var config =
                new RunnerConfig(
                        sessionId,
                        "exec",
                        plain.runner().workspace(),
                        plain.runner().options(),
                        List.of("MINE"),
                        List.of("ticket-[0-9]+"),
                        null,
                        false,
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ZERO,
                        GRACE,
                        RestartLimits.DEFAULT,
                        LogFlood.DEFAULT,
                        0);
        var variables = Map.of("PATH", "/usr/bin:/bin", "MINE", "secret-value", "OTHER", "x");
        return new EnvironmentSpec(sessionId, dir, config, variables);
    }

    private void works(RunningEnvironment running, long after, String queryId) throws Exception {
        var heard = new Heard();
        try (var connection = running.connect(after, 1, heard)) {
            connection.send(start(queryId));
            assertThat(heard.ended(queryId).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            assertThat(heard.hellos).hasSize(1);
            assertThat(heard.hellos.getFirst().pid()).isEqualTo(running.pid());
        }
    }

    private static RunnerCommand start(String queryId) {
        return new RunnerCommand.StartQuery(queryId, MessageContent.of("hello"), null);
    }

    private EnvironmentSpec exec(String body) throws Exception {
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ShellAgent.command(dir, body).forEach(command::add);
        var config = new RunnerConfig(sessionId, "exec", dir.resolve("workspace"), options);
        return new EnvironmentSpec(sessionId, dir, config, Map.of("PATH", "/usr/bin:/bin"));
    }
}
