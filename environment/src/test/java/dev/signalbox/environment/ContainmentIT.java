package dev.signalbox.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.environment.Containment.Kind;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.DaemonSwarm;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// However an environment ends, nothing that its agent started is alive a little later: daemons that
/// forked twice, lead process sessions of their own and are deaf to signals; half of them with an
/// environment that they cleared, where a control group holds them. Then it works again.
class ContainmentIT {
    /// How many daemons; more are a matter of patience only.
    private static final int DAEMONS = Integer.getInteger("containment.daemons", 200);

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String sessionId =
            "hold-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    @TempDir Path dir;
    private DaemonSwarm swarm;
    private LocalEnvironment local;
    private boolean isHeld;

    private void open(Kind kind) {
        var containment = TestContainment.of(kind);
        assertThat(containment.kind()).isEqualTo(kind);
        isHeld = kind != Kind.MARKERS;
        swarm = new DaemonSwarm(dir.resolve("swarm"));
        local = new LocalEnvironment(TestRunner.COMMAND, containment);
    }

    @AfterEach
    void nothingIsLeft() {
        if (local == null) {
            return; // left out
        }
        local.clear(sessionId, sessionDir(), Duration.ZERO);
        assertThat(swarm.alive()).isEmpty();
        assertThat(SessionGroups.exist(sessionId, sessionDir())).isFalse();
        assertThat(Processes.ofSession(sessionId)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anInterruptThatIsIgnoredEndsTheSwarmAndNotTheRunner(Kind kind) throws Exception {
        open(kind);
        var running = local.start(agent("log ready; sleep 3600"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
            connection.send(new RunnerCommand.Interrupt("q1"));
            assertThat(heard.ended("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
            swarm.awaitNone(SOON);
            worksAgain(connection, heard);
            assertThat(running.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP2", "MARKERS"})
    void anAgentThatCrashesTakesItsSwarmWithIt(Kind kind) throws Exception {
        open(kind);
        var running = local.start(agent("log ready; wait_for set_options; kill -KILL $$"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
            connection.send(new RunnerCommand.SetOptions(Map.of()));
            assertThat(heard.ended("q1").outcome()).isEqualTo(QueryOutcome.FAILED);
            swarm.awaitNone(SOON);
            worksAgain(connection, heard);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP2", "MARKERS"})
    void aShutdownEndsTheSwarm(Kind kind) throws Exception {
        open(kind);
        var running = local.start(agent("log ready; sleep 3600"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
            connection.send(new RunnerCommand.Shutdown(300L));
            heard.end();
        }
        swarm.awaitNone(SOON);
        worksAgain(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP2", "MARKERS"})
    void terminateEndsTheSwarm(Kind kind) throws Exception {
        open(kind);
        var running = local.start(agent("log ready; sleep 3600"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
        }
        running.terminate(Duration.ofMillis(300));
        assertThat(swarm.alive()).isEmpty();
        worksAgain(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP2", "MARKERS"})
    void whatAKilledRunnerLeavesIsFoundByThoseWhoOwnItAndEnded(Kind kind) throws Exception {
        open(kind);
        var running = local.start(agent("log ready; sleep 3600"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
            assertThat(ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly()).isTrue();
            running.ended().join();
        }
        assertThat(swarm.alive()).hasSizeGreaterThanOrEqualTo(DAEMONS);
        assertThat(local.survivors(sessionDir().getParent())).containsExactly(sessionId);
        assertThat(local.survivors(dir.resolve("others"))).isEmpty();

        if (local == null) {
            return; // left out
        }
        local.clear(sessionId, sessionDir(), Duration.ZERO);
        assertThat(swarm.alive()).isEmpty();
        assertThat(local.survivors(sessionDir().getParent())).isEmpty();
        worksAgain(2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStormThatForksWhileItIsKilledIsEnded(Kind kind) throws Exception {
        open(kind);
        var storm = swarm.storm(8, false) + (isHeld ? "; " + swarm.storm(8, true) : "");
        var running = local.start(agent(storm, "log ready; sleep 3600"));
        var heard = new Heard();
        try (var connection = running.connect(0, 1, heard)) {
            swarms(connection, heard);
            connection.send(new RunnerCommand.Interrupt("q1"));
            assertThat(heard.ended("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
            swarm.awaitNone(SOON);
            worksAgain(connection, heard);
        }
    }

    private Path sessionDir() {
        return dir.resolve("sessions").resolve(sessionId);
    }

    private static void swarms(RunnerConnection connection, Heard heard) throws Exception {
        connection.send(start("q1"));
        heard.event(e -> e instanceof StreamEvent.Log log && log.message().equals("ready"));
    }

    private void worksAgain(RunnerConnection connection, Heard heard) throws Exception {
        connection.send(start("q2"));
        assertThat(heard.ended("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
    }

    private void worksAgain(long term) throws Exception {
        var running = local.start(agent("end completed"));
        var heard = new Heard();
        try (var connection = running.connect(0, term, heard)) {
            worksAgain(connection, heard);
        }
    }

    private static RunnerCommand start(String queryId) {
        return new RunnerCommand.StartQuery(queryId, MessageContent.of("hello"), null);
    }

    private EnvironmentSpec agent(String then) throws Exception {
        return agent(isHeld ? swarm.line(DAEMONS / 2, DAEMONS / 2) : swarm.line(DAEMONS, 0), then);
    }

    /// An agent that does something bad in its first query, and answers all others.
    private EnvironmentSpec agent(String bad, String then) throws Exception {
        Files.createDirectories(sessionDir());
        var body =
                "trap '' TERM; while next_query; do if [ $query = q1 ] && mkdir '"
                        + dir.resolve("once")
                        + "' 2>/dev/null; then\n"
                        + bad
                        + "\n"
                        + then
                        + "\nelse end completed; fi; done";
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ShellAgent.command(dir, body).forEach(command::add);
        var config =
                new RunnerConfig(
                        sessionId,
                        "exec",
                        sessionDir().resolve("workspace"),
                        options,
                        List.of(),
                        List.of(),
                        null,
                        false,
                        Duration.ofMillis(300),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(300),
                        RestartLimits.DEFAULT,
                        LogFlood.DEFAULT,
                        0);
        return new EnvironmentSpec(
                sessionId, sessionDir(), config, Map.of("PATH", "/usr/bin:/bin"));
    }
}
