package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.environment.Containment;
import dev.signalbox.environment.LocalEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.state.SessionState;
import dev.signalbox.testkit.Processes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The host with real runners: processes, sockets, spools and SQLite.
class RunnerHostIT {
    private static final By ANNA = By.principal("anna");

    @TempDir Path dir;
    Journal journal;
    LocalSessionHost host;
    String id;

    @BeforeEach
    void open() throws Exception {
        journal = SqliteJournal.open(dir.resolve("signalbox.db"));
        host = newHost();
    }

    private LocalSessionHost newHost() throws Exception {
        var runner =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.signalbox.runner.RunnerMain");
        var fresh =
                new LocalSessionHost(
                        HostFixture.quick(dir),
                        journal,
                        List.of(new LocalEnvironment(runner, Containment.detect(null))),
                        new DemoCatalog(),
                        InstantSource.system());
        fresh.start();
        return fresh;
    }

    @AfterEach
    void close() throws Exception {
        if (id != null) {
            host.delete(id, ANNA);
            assertThat(Processes.ofSession(id)).isEmpty();
        }
        host.close();
        journal.close();
    }

    private String demo(int chunks, int delayMs) {
        ObjectNode options = ProtocolJson.object();
        options.put("chunks", chunks);
        options.put("delayMs", delayMs);
        id =
                host.create(
                                new CreateSession("demo", null, null, options, null, null, null),
                                "default",
                                ANNA)
                        .session()
                        .id();
        return id;
    }

    private String send(String text) {
        return host.message(id, new SendMessage(MessageContent.of(text), null, null), ANNA)
                .queryId();
    }

    private List<Envelope> events() {
        return HostFixture.events(host, id);
    }

    private SessionEvent.@Nullable QueryEnded end(String query) {
        return HostFixture.end(host, id, query);
    }

    private void awaitEnd(String query, QueryOutcome outcome) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> end(query) != null);
        assertThat(end(query).outcome()).isEqualTo(outcome);
    }

    private void assertWhole() throws Exception {
        var events = events();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).seq()).isEqualTo(i + 1L);
            assertThat(EnvelopeJson.read(EnvelopeJson.write(events.get(i))))
                    .isEqualTo(events.get(i));
        }
        var state = SessionState.EMPTY.onAll(events);
        assertThat(state.conversations().openBlocks()).isEmpty();
    }

    @Test
    void theDemoAgentConversesAndReallyWritesItsFile() throws Exception {
        demo(10, 5);
        String query = send("hello");
        awaitEnd(query, QueryOutcome.COMPLETED);
        var types = events().stream().map(one -> one.event().wireName()).toList();
        assertThat(types)
                .contains(
                        "session:log",
                        "session:metadata:update",
                        "session:block:delta",
                        "session:status");
        assertThat(dir.resolve("sessions").resolve(id).resolve("workspace"))
                .isDirectoryContaining("glob:**.md");
        assertWhole();
        String again = send("again");
        awaitEnd(again, QueryOutcome.COMPLETED);
    }

    @Test
    void aServerThatGoesAndComesBackFindsTheRunnerAtWorkAndMissesNothing() throws Exception {
        demo(100, 20);
        String query = send("hello");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        events().stream()
                                        .filter(one ->
                                                one.event()
                                                        .wireName()
                                                        .equals("session:block:delta"))
                                        .count()
                                > 5);
        var before = Processes.ofSession(id);
        host.close();
        host = newHost();
        awaitEnd(query, QueryOutcome.COMPLETED);
        assertThat(Processes.ofSession(id)).isEqualTo(before);
        assertWhole();
        String again = send("again");
        awaitEnd(again, QueryOutcome.COMPLETED);
        assertWhole();
    }

    @Test
    void aKilledRunnerEndsItsQueryAsLostAndTheNextMessageWorks() throws Exception {
        demo(100, 50);
        String query = send("hello");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        events().stream()
                                .anyMatch(one ->
                                        one.event().wireName().equals("session:block:delta")));
        Processes.ofSession(id)
                .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        awaitEnd(query, QueryOutcome.LOST);
        String again = send("again");
        host.interrupt(id, ANNA);
        awaitEnd(again, QueryOutcome.INTERRUPTED);
        assertWhole();
    }

    @Test
    void terminateLeavesNoProcess() throws Exception {
        demo(100, 50);
        String query = send("hello");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !Processes.ofSession(id).isEmpty());
        host.environment(id, EnvironmentAction.TERMINATE, ANNA);
        awaitEnd(query, QueryOutcome.INTERRUPTED);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Processes.ofSession(id).isEmpty());
        assertWhole();
        String again = send("again");
        host.interrupt(id, ANNA);
        awaitEnd(again, QueryOutcome.INTERRUPTED);
    }

    private static final class DemoCatalog implements AgentCatalog {
        @Override
        public List<AgentView> agents() {
            return List.of(new AgentView("demo", "Demo", true, null, null, null, null));
        }

        @Override
        public @Nullable AgentView agent(String name) {
            return name.equals("demo") ? agents().get(0) : null;
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
