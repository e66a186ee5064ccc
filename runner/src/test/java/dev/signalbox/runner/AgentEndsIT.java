package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Whatever happens to the agent, its query ends once, nothing of it is left, and the next one works.
class AgentEndsIT {
    private static final String OPEN_BLOCK =
            "emit '{\"type\":\"block_start\",\"conversationId\":\"main\",\"block\":{\"type\":\"assistant_text\",\"id\":\"open\",\"content\":\"\"}}';";

    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "SEGV"})
    void anAgentEndedByASignalFailsItsQueryWithTheSignal(String signal) throws Exception {
        try (var runner = once("next_query; " + OPEN_BLOCK + " kill -" + signal + " $$").start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var ended = server.ended("q1");
            assertThat(ended.path("outcome").asString()).isEqualTo("failed");
            assertThat(ended.at("/cause/code").asString()).isEqualTo("AGENT_EXITED");
            assertThat(ended.at("/cause/exit/signal").asString()).isEqualTo("SIG" + signal);
            server.status("ready", 2);
            assertThat(server.types())
                    .containsSubsequence(
                            "status",
                            "status",
                            "block_start",
                            "status",
                            "error",
                            "block_complete",
                            "query_ended",
                            "status",
                            "status");
            server.works("q2");
        }
    }

    @Test
    void anAgentThatExitsWithoutAResultFailsItsQueryWithItsLastWords() throws Exception {
        try (var runner = once("next_query; echo out of luck >&2; exit 3").start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var cause = server.ended("q1").path("cause");
            assertThat(cause.at("/exit/code").asInt()).isEqualTo(3);
            assertThat(cause.path("stderrTail").asString()).isEqualTo("out of luck");
            var log = server.event("log", e -> e.path("source").asString("").equals("agent"));
            assertThat(log.path("level").asString()).isEqualTo("warn");
            assertThat(log.at("/data/stream").asString()).isEqualTo("stderr");
            server.works("q2");
        }
    }

    @Test
    void exitZeroWithoutAResultIsAFailureToo() throws Exception {
        try (var runner = once("next_query; exit 0").start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var ended = server.ended("q1");
            assertThat(ended.path("outcome").asString()).isEqualTo("failed");
            assertThat(ended.at("/cause/exit/code").asInt(-1)).isZero();
            server.works("q2");
        }
    }

    @Test
    void anAgentOfOneQueryIsStartedAgainForTheNext() throws Exception {
        var command = ShellAgent.command(dir, "next_query; text b-$query hello; end completed");
        try (var runner = new RunnerProcess(dir, command).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            server.event("log", e -> e.path("message").asString().contains("the agent ended"));
            server.works("q2");
            assertThat(server.types()).doesNotContain("error");
        }
    }

    @Test
    void anAgentOutOfMemoryIsSaidToBe() throws Exception {
        var dies =
                "next_query; echo 'FATAL ERROR: JavaScript heap out of memory' >&2; kill -ABRT $$";
        try (var runner = once(dies).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var cause = server.ended("q1").path("cause");
            assertThat(cause.path("code").asString()).isEqualTo("AGENT_OUT_OF_MEMORY");
            assertThat(cause.at("/exit/signal").asString()).isEqualTo("SIGABRT");
            assertThat(cause.at("/exit/outOfMemory").asBoolean()).isTrue();
            server.works("q2");
        }
    }

    @Test
    void aSilentAgentTimesOut() throws Exception {
        var runner = once("next_query; sleep 600");
        runner.config.put("maxTurnSilenceMs", 400);
        try (runner) {
            runner.start();
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var ended = server.ended("q1");
            assertThat(ended.path("outcome").asString()).isEqualTo("timed_out");
            assertThat(ended.at("/cause/code").asString()).isEqualTo("AGENT_SILENT");
            server.works("q2");
        }
    }

    @Test
    void chatterOnStderrIsNoSignOfLife() throws Exception {
        var runner = once("next_query; while :; do echo 'retrying' >&2; sleep 0.1; done");
        runner.config.put("maxTurnSilenceMs", 600);
        try (runner) {
            runner.start();
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var ended = server.ended("q1");
            assertThat(ended.path("outcome").asString()).isEqualTo("timed_out");
            assertThat(ended.at("/cause/code").asString()).isEqualTo("AGENT_SILENT");
            assertThat(ended.at("/cause/stderrTail").asString()).contains("retrying\nretrying");
            server.works("q2");
        }
    }

    @Test
    void silenceIsNotCountedWhileAPersonIsAskedNorInAnAgentThatTalks() throws Exception {
        var asks =
                "next_query; emit '{\"type\":\"permission_requested\",\"requestId\":\"r1\",\"queryId\":\"'$query'\","
                        + "\"toolName\":\"Bash\",\"input\":{},\"options\":[{\"id\":\"yes\",\"kind\":\"allow_once\",\"label\":\"Yes\"}]}';"
                        + " wait_for answer_permission; for i in 1 2 3 4 5; do sleep 0.2; log $i; done; end completed";
        var runner = once(asks);
        runner.config.put("maxTurnSilenceMs", 500);
        try (runner) {
            runner.start();
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            server.event("permission_requested", e -> true);
            Thread.sleep(800); // longer than the limit: this is what must not count
            server.send("answer_permission", "requestId", "r1", "optionId", "yes");
            assertThat(server.ended("q1").path("outcome").asString()).isEqualTo("completed");
            server.works("q2");
        }
    }

    @Test
    void aPersonTakesTheirTimeThroughTwoServersAndThenTheClockStartsAnew() throws Exception {
        var asks =
                "next_query; emit '{\"type\":\"permission_requested\",\"requestId\":\"r1\",\"queryId\":\"'$query'\","
                        + "\"toolName\":\"Bash\",\"input\":{},\"options\":[{\"id\":\"yes\",\"kind\":\"allow_once\",\"label\":\"Yes\"}]}';"
                        + " wait_for answer_permission; sleep 0.3; log more; sleep 600";
        var runner = once(asks);
        runner.config.put("maxTurnSilenceMs", 700);
        try (runner) {
            runner.start();
            var first = runner.attach(0, 1);
            first.startQuery("q1");
            first.event("permission_requested", e -> true);
            first.close();
            Thread.sleep(900); // longer than the limit: this is what must not count

            var server = runner.attach(0, 2);

            assertThat(server.reply("hello").path("pendingPermissions"))
                    .isEqualTo(ProtocolJson.tree(List.of("r1")));
            server.send("answer_permission", "requestId", "r1", "optionId", "yes");
            server.event("log", e -> e.path("message").asString().equals("more"));
            assertThat(server.ended("q1").path("outcome").asString()).isEqualTo("timed_out");
            server.works("q2");
        }
    }

    @Test
    void anInterruptThatIsNotHonouredEndsTheTreeAndTheQueryIsInterrupted() throws Exception {
        var deaf =
                "trap '' TERM; sleep 601 & setsid sleep 602 & next_query; "
                        + OPEN_BLOCK
                        + " sleep 603";
        try (var runner = once(deaf).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            server.event("block_start", e -> true);
            server.send("interrupt", "queryId", "q1");
            server.send("interrupt", "queryId", "q1");
            assertThat(server.ended("q1").path("outcome").asString()).isEqualTo("interrupted");
            assertThat(server.find("block_complete", e -> true).at("/block/incomplete").asString())
                    .isEqualTo("interrupted");
            server.works("q2");
            assertThat(server.types()).doesNotContain("error");
            assertThat(Processes.ofSession(runner.sessionId)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void anHonouredInterruptLeavesTheAgentAlone() throws Exception {
        var honours =
                "while next_query; do log working; if [ $query = q1 ]; then wait_for interrupt; end interrupted;"
                        + " else end completed; fi; done";
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, honours)).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            server.event("log", e -> e.path("message").asString().equals("working"));
            server.send("interrupt", "queryId", "q1");
            assertThat(server.ended("q1").path("outcome").asString()).isEqualTo("interrupted");
            server.works("q2");
            server.status("ready", 1);
            assertThat(server.types()).filteredOn("status"::equals).hasSize(2);
        }
    }

    @Test
    void whenTheAgentDiesItsDescendantsDieWithItWhateverTheyDidToGetAway() throws Exception {
        var pids = dir.resolve("pids");
        var spawns =
                "next_query; (setsid sh -c 'sleep 611 & echo $! >>%s' &) ; env -i sleep 612 & echo $! >>%s; sleep 0.3; exit 1"
                        .formatted(pids, pids);
        try (var runner = once(spawns).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            server.ended("q1");
            var spawned = Files.readAllLines(pids);
            assertThat(spawned).hasSize(2);
            for (var pid : spawned) {
                Processes.awaitDead(Long.parseLong(pid), Duration.ofSeconds(5));
            }
            server.works("q2");
        }
    }

    @Test
    void aShutdownLeavesNothingOfAnAgentThatWillNotEnd() throws Exception {
        var stays =
                "trap '' TERM; setsid sleep 621 & next_query; end completed; while :; do sleep 622; done";
        var command = ShellAgent.command(dir, stays);
        try (var runner = new RunnerProcess(dir, command).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            server.startQuery("q2");
            server.send("shutdown", "graceMs", 500);
            var ended = server.ended("q2");
            assertThat(ended.path("outcome").asString()).isEqualTo("interrupted");
            assertThat(ended.at("/cause/code").asString()).isEqualTo("ENVIRONMENT_TERMINATED");
            server.awaitEnd();
            Processes.awaitNoneOfSession(runner.sessionId, Duration.ofSeconds(5));
            runner.start().attach(0, 1).works("q3");
        }
    }

    @Test
    void anAgentThatIsNotThereIsSaidToBe() throws Exception {
        try (var runner = new RunnerProcess(dir, List.of("./agent-of-tomorrow")).start()) {
            var server = runner.attach(0, 1);
            server.event("error", e -> e.path("code").asString("").equals("AGENT_NOT_INSTALLED"));
            server.startQuery("q1");
            assertThat(server.ended("q1").at("/cause/code").asString())
                    .isEqualTo("AGENT_NOT_INSTALLED");
            var agent = dir.resolve("workspace/agent-of-tomorrow");
            Files.copy(Path.of(ShellAgent.command(dir, "next_query; end completed").get(1)), agent);
            assertThat(agent.toFile().setExecutable(true)).isTrue();
            server.works("q2");
        }
    }

    @Test
    void theAgentGetsTheVariablesItShouldAndNoOthers() throws Exception {
        var prints = "env >" + dir.resolve("env") + "; while next_query; do end completed; done";
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, prints)).start()) {
            runner.attach(0, 1).works("q1");
            var names =
                    Files.readAllLines(dir.resolve("env")).stream()
                            .map(line -> line.substring(0, line.indexOf('=')))
                            .filter(name ->
                                    !Set.of("_", "PWD", "OLDPWD", "SHLVL", "TZ").contains(name))
                            .toList();
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "PATH",
                            "LANG",
                            "HOME",
                            "TMPDIR",
                            "SIGNALBOX_SESSION",
                            "XDG_CONFIG_HOME",
                            "XDG_DATA_HOME",
                            "XDG_STATE_HOME",
                            "XDG_CACHE_HOME",
                            "XDG_RUNTIME_DIR");
        }
    }

    /// The first start does what the test is about, those after it answer.
    private RunnerProcess once(String body) throws Exception {
        var script =
                "if mkdir '"
                        + dir.resolve("first")
                        + "' 2>/dev/null; then\n"
                        + body
                        + "\nfi\nwhile next_query; do text b-$query hello; end completed; done";
        return new RunnerProcess(dir, ShellAgent.command(dir, script));
    }
}
