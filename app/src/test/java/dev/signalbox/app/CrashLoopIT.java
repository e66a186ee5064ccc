package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.testkit.ShellAgent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Real agents and real runners that die again and again.
class CrashLoopIT {
    private static final Duration TIME_MAX = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final Received received = new Received();
    private Distribution signalbox;
    private ServerProcess server;
    private String id;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        signalbox = new Distribution(folder);
        signalbox.configure(
                "sessions.restart { attempts = 2, window = 5m, first = 100ms, longest = 200ms }");
        server = signalbox.serve();
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    private void session(String agent, ObjectNode options) {
        id =
                server.client()
                        .createSession(
                                new Requests.CreateSession(
                                        agent, null, null, options, null, null, null))
                        .id();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
    }

    private Environment environment() {
        return server.client().session(id).runtime().executionEnvironment();
    }

    private void awaitGivenUp() {
        Awaitility.await("it is given up")
                .atMost(TIME_MAX)
                .until(() ->
                        String.valueOf(environment().statusMessage())
                                .contains("Crashed 3 times within 5 minutes"));
        assertThat(environment().status()).isEqualTo(EnvironmentStatus.ERROR);
        assertThat(environment().statusMessage())
                .contains("'signalbox logs " + id + "'", "'signalbox send " + id);
        assertThat(environment().restartCount()).isEqualTo(2);
    }

    /// What the status said whenever it was `error`.
    private List<String> failures() {
        return received.all(SessionEvent.Status.class).stream()
                .map(one -> one.runtime().executionEnvironment())
                .filter(is -> is != null && is.status() == EnvironmentStatus.ERROR)
                .map(is -> String.valueOf(is.statusMessage()))
                .distinct()
                .toList();
    }

    private void assertItWorksAgain() {
        var query = server.client().sendMessage(id, "again").queryId();
        assertThat(received.awaitEnd(query).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(environment().status()).isEqualTo(EnvironmentStatus.READY);
        assertThat(environment().lastError()).isNull();
        received.assertAsStored(server.client(), id);
        received.assertWithoutGapOrDouble();
    }

    @Test
    void anAgentThatExitsAtOnceIsGivenUpAndAMessageTriesAgain() throws Exception {
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ShellAgent.command(folder, "echo no licence >&2; exit 7").forEach(command::add);
        session("exec", options);
        var query = server.client().sendMessage(id, "go").queryId();

        var ended = received.awaitEnd(query);
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_EXITED.name());
        assertThat(ended.cause().exit().code()).isEqualTo(7);
        assertThat(ended.cause().stderrTail()).contains("no licence");
        awaitGivenUp();
        assertThat(environment().statusMessage()).contains("exited with code 7");
        assertThat(failures()).hasSize(3);
        assertThat(failures().get(0)).contains("Restarting after a crash (1 of 2)");
        assertThat(failures().get(1)).contains("Restarting after a crash (2 of 2)");
        assertThat(received.all(SessionEvent.QueryEnded.class)).hasSize(1);

        ShellAgent.command(folder, "while next_query; do text b1 hello; end completed; done");
        assertItWorksAgain();
        assertThat(environment().restartCount()).isEqualTo(3);
    }

    @Test
    void aRunnerThatIsKilledAgainAndAgainIsGivenUpAndAStartTriesAgain() throws Exception {
        session("demo", ProtocolJson.object().put("chunks", 400).put("delayMs", 50));
        var query = server.client().sendMessage(id, "go").queryId();
        received.awaitDeltas(3);
        for (int i = 0; i < 3; i++) {
            killRunner();
        }
        var ended = received.awaitEnd(query);
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.LOST);
        awaitGivenUp();
        assertThat(failures())
                .contains(
                        "Restarting after a crash (1 of 2)…", "Restarting after a crash (2 of 2)…");
        assertThat(Distribution.processesThatName(signalbox.data().resolve("sessions"))).isEmpty();

        server.client().environment(id, EnvironmentAction.START);

        Awaitility.await("it starts")
                .atMost(TIME_MAX)
                .until(() -> environment().status() == EnvironmentStatus.READY);
        assertThat(environment().restartCount()).isZero();
        server.client()
                .patchSession(
                        id,
                        new Requests.PatchSession(
                                null, null, ProtocolJson.object().put("delayMs", 0)));
        assertItWorksAgain();
    }

    private void killRunner() throws IOException {
        Awaitility.await("a runner to kill")
                .atMost(TIME_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> environment().status() == EnvironmentStatus.READY);
        int restarts = environment().restartCount();
        var file = signalbox.data().resolve("sessions").resolve(id).resolve("run/runner.pid");
        long runner = Long.parseLong(Files.readString(file).strip());
        ProcessHandle.of(runner).orElseThrow().destroyForcibly();
        Awaitility.await("its server sees it")
                .atMost(TIME_MAX)
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        environment().status() == EnvironmentStatus.ERROR
                                || environment().restartCount() > restarts);
    }
}
