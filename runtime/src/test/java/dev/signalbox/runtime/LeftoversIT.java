package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.environment.Containment;
import dev.signalbox.environment.Containment.Kind;
import dev.signalbox.environment.EnvironmentSpec;
import dev.signalbox.environment.LocalEnvironment;
import dev.signalbox.environment.RunnerConfig;
import dev.signalbox.environment.RunningEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.testkit.DaemonSwarm;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ShellAgent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What lives when it should not, because somebody was killed in a bad moment, is found and ended by
/// the host that owns it, and by no other. With real runners, agents and daemons.
class LeftoversIT {
    private static final By ANNA = By.principal("anna");
    private static final int DAEMONS = 40;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path dir;
    private Journal journal;
    private LocalEnvironment local;
    private LocalSessionHost host;
    private DaemonSwarm swarm;
    private String id;

    @BeforeEach
    void open() throws Exception {
        journal = SqliteJournal.open(dir.resolve("signalbox.db"));
        swarm = new DaemonSwarm(dir.resolve("swarm"));
    }

    private void open(@Nullable Kind kind) throws Exception {
        local = environment(kind);
        host = start();
        ObjectNode options = ProtocolJson.object();
        var command = options.putArray("command");
        boolean isHeld = local.containment().kind() != Kind.MARKERS;
        var daemons = isHeld ? swarm.line(DAEMONS / 2, DAEMONS / 2) : swarm.line(DAEMONS, 0);
        var body =
                "while next_query; do if mkdir '%s' 2>/dev/null; then %s; sleep 3600; fi; end completed; done"
                        .formatted(dir.resolve("once"), daemons);
        ShellAgent.command(dir, body).forEach(command::add);
        id =
                host.create(
                                new CreateSession("exec", null, null, options, null, null, null),
                                "default",
                                ANNA)
                        .session()
                        .id();
    }

    private static LocalEnvironment environment(@Nullable Kind kind) throws Exception {
        var runner =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.signalbox.runner.RunnerMain");
        return new LocalEnvironment(runner, Containment.detect(kind));
    }

    private LocalSessionHost start() throws Exception {
        var fresh =
                new LocalSessionHost(
                        HostFixture.quick(dir),
                        journal,
                        List.of(local),
                        new ExecCatalog(),
                        InstantSource.system());
        fresh.start();
        return fresh;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        host.delete(id, ANNA);
        assertThat(swarm.alive()).isEmpty();
        assertThat(Processes.ofSession(id)).isEmpty();
        assertThat(local.survivors(dir.resolve("sessions"))).isEmpty();
        assertThat(dir.resolve("sessions").resolve(id)).doesNotExist();
        host.close();
        journal.close();
    }

    private RunningEnvironment swarms() {
        send("swarm");
        await().atMost(PATIENCE).until(() -> swarm.alive().size() >= DAEMONS);
        return running();
    }

    private RunningEnvironment running() {
        var running = local.find(id, dir.resolve("sessions").resolve(id));
        assertThat(running).isNotNull();
        return running;
    }

    private String send(String text) {
        return host.message(id, new SendMessage(MessageContent.of(text), null, null), ANNA)
                .queryId();
    }

    private void worksAgain() {
        var query = send("again");
        await().atMost(PATIENCE).until(() -> HostFixture.end(host, id, query) != null);
        assertThat(HostFixture.end(host, id, query).outcome()).isEqualTo(QueryOutcome.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "markers"})
    void whatAKilledRunnerLeftIsEndedAtOnceAndNotAtTheNextStart(String kind) throws Exception {
        open(Kind.of(kind)); // the best there is, and the worst
        var running = swarms();
        assertThat(ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly()).isTrue();
        swarm.awaitNone(SOON);
        worksAgain();
    }

    @Test
    void terminateAndDeleteLeaveNothing() throws Exception {
        open((Kind) null);
        var _ = swarms();
        host.environment(id, EnvironmentAction.TERMINATE, ANNA);
        await().atMost(PATIENCE)
                .until(() ->
                        host.session(id).runtime().executionEnvironment().status()
                                == EnvironmentStatus.TERMINATED);
        swarm.awaitNone(SOON);
        worksAgain();
        swarm.forget();
        Files.delete(dir.resolve("once"));
        var _ = swarms(); // and now it is deleted: see nothingIsLeft
    }

    @Test
    void aRunnerThatDiedWhileNoServerRanLeavesNothingWhenOneRunsAgain() throws Exception {
        open((Kind) null);
        var running = swarms();
        host.close();
        assertThat(ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly()).isTrue();
        running.ended().join();
        assertThat(swarm.alive()).hasSizeGreaterThanOrEqualTo(DAEMONS);
        host = start();
        swarm.awaitNone(SOON);
        worksAgain();
    }

    @Test
    void aRunnerThatWasToldToStopByAServerThatDiedIsStoppedByTheNext() throws Exception {
        open((Kind) null);
        worksAgainAfter(swarms());
        host.environment(id, EnvironmentAction.TERMINATE, ANNA);
        await().atMost(PATIENCE).until(() -> Processes.ofSession(id).isEmpty());
        host.close();
        // As if that server had been killed between saying that it is stopped and stopping it.
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ShellAgent.command(dir, "while next_query; do end completed; done").forEach(command::add);
        var _ = local.start(spec(id, dir.resolve("sessions").resolve(id), options));
        assertThat(Processes.ofSession(id)).isNotEmpty();

        host = start();

        await().atMost(PATIENCE).until(() -> Processes.ofSession(id).isEmpty());
        worksAgain();
    }

    private void worksAgainAfter(RunningEnvironment ignored) {
        host.interrupt(id, ANNA);
        worksAgain();
        assertThat(ignored.isAlive()).isTrue();
    }

    @Test
    void whatBelongsToNoSessionIsEndedAndWhatBelongsToOthersIsNot() throws Exception {
        open((Kind) null);
        Files.createDirectory(dir.resolve("once")); // no swarm here
        worksAgain();
        host.close();
        var unknown = UUID.randomUUID().toString();
        var folder = dir.resolve("sessions").resolve(unknown);
        var ours = local.start(spec(unknown, folder, demo()));
        // The same session in a copy of the data: another server's.
        var copy = dir.resolve("copy/sessions").resolve(id);
        var theirs = local.start(spec(id, copy, demo()));
        try {
            host = start();

            await().atMost(PATIENCE).until(() -> !ours.isAlive());
            await().atMost(PATIENCE).until(() -> Processes.ofSession(unknown).isEmpty());
            assertThat(folder).as("it may be the journal that is wrong").exists();
            host.environment(id, EnvironmentAction.TERMINATE, ANNA);
            await().atMost(PATIENCE)
                    .until(() -> local.find(id, dir.resolve("sessions").resolve(id)) == null);
            worksAgain();
            assertThat(theirs.isAlive()).isTrue();
        } finally {
            theirs.terminate(Duration.ZERO);
        }
    }

    @Test
    void aDeletionThatWasCutShortIsFinished() throws Exception {
        open((Kind) null);
        Files.createDirectory(dir.resolve("once")); // no swarm here
        worksAgain();
        host.close();
        var gone = dir.resolve("sessions").resolve(UUID.randomUUID().toString());
        Files.createDirectories(gone.resolve("workspace"));
        Files.writeString(gone.resolve("deleted"), "");

        host = start();

        await().atMost(PATIENCE).until(() -> Files.notExists(gone));
        assertThat(dir.resolve("sessions").resolve(id)).exists();
        worksAgain();
    }

    private static ObjectNode demo() {
        return ProtocolJson.object().put("chunks", 1).put("delayMs", 0);
    }

    private static EnvironmentSpec spec(String session, Path folder, ObjectNode options) {
        var agent = options.has("command") ? "exec" : "demo";
        var config = new RunnerConfig(session, agent, folder.resolve("workspace"), options);
        return new EnvironmentSpec(session, folder, config, Map.of("PATH", "/usr/bin:/bin"));
    }

    private static final class ExecCatalog implements AgentCatalog {
        @Override
        public List<AgentView> agents() {
            return List.of(new AgentView("exec", "Exec", true, null, null, null, null));
        }

        @Override
        public @Nullable AgentView agent(String name) {
            return name.equals("exec") ? agents().get(0) : null;
        }

        @Override
        public void validate(String agent, ObjectNode options) {}

        @Override
        public Map<String, String> environment(String agent) {
            return Map.of("PATH", System.getenv("PATH"));
        }

        @Override
        public @Nullable String executable(String agent) {
            return null;
        }
    }
}
