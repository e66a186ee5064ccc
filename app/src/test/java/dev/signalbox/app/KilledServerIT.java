package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.RealAgent;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The server dies without a word while an agent is at work.
class KilledServerIT {
    private static final int CHUNKS = 80;
    private static final int DELTAS_BEFORE = 10;

    @TempDir Path folder;

    private final Received received = new Received();
    private Distribution signalbox;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() {
        signalbox = new Distribution(folder);
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    /// The processes of a session, by id. An agent that lives within its runner has none.
    private record Alive(long runner, List<Long> agents) {
        void assertSame() {
            assertThat(Processes.isAlive(runner)).as("runner %d lives", runner).isTrue();
            assertThat(agents).allMatch(Processes::isAlive);
        }
    }

    private Alive processes(String sessionId) throws IOException {
        var file =
                signalbox.data().resolve("sessions").resolve(sessionId).resolve("run/runner.pid");
        long runner = Long.parseLong(Files.readString(file).strip());
        var agents = ProcessHandle.of(runner).orElseThrow().children().map(ProcessHandle::pid);
        return new Alive(runner, agents.toList());
    }

    private static String session(SignalboxClient client, String agent, ObjectNode options) {
        return client.createSession(
                        new Requests.CreateSession(agent, null, null, options, null, null, null))
                .id();
    }

    /// Sends a message, kills the server in the middle of the answer, starts it again, and reads
    /// on to the end of the query.
    ///
    /// @return the new server
    private ServerProcess killInMidStream(ServerProcess server, String id, String message)
            throws Exception {
        var before = server.client().subscribe(id, SubscribeOptions.after(0), received);
        var query = server.client().sendMessage(id, message);
        received.awaitDeltas(DELTAS_BEFORE);
        var alive = processes(id);
        server.kill();
        before.close();
        assertThat(received.all(SessionEvent.QueryEnded.class)).isEmpty();
        alive.assertSame();

        var next = signalbox.serve();
        int seen = received.deltas().size();
        var _ = next.client().subscribe(id, SubscribeOptions.after(received.lastSeq()), received);
        assertThat(received.awaitEnd(query.queryId()).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(received.deltas()).hasSizeGreaterThan(seen);
        assertThat(processes(id)).isEqualTo(alive);
        alive.assertSame();
        return next;
    }

    private void assertNothingIsLost(ServerProcess server, String id) {
        received.assertAsStored(server.client(), id);
        received.assertWithoutGapOrDouble();
        received.assertTextsAreTheirDeltas();
    }

    private void assertItWorksAgain(ServerProcess server, String id, String message) {
        var query = server.client().sendMessage(id, message);
        assertThat(received.awaitEnd(query.queryId()).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertNothingIsLost(server, id);
    }

    @Test
    void aServerKilledInMidStreamLosesNothingAndTheAgentGoesOn() throws Exception {
        var program = RealAgent.CLAUDE.required();
        var words = IntStream.range(0, CHUNKS).mapToObj(i -> "w" + i + " ").toList();
        try (var model = ModelStub.start()) {
            model.putScenario("steady", steady(words));
            signalbox.configure("agents.claude.path = " + ProtocolJson.write(program.toString()));
            signalbox.with("ANTHROPIC_BASE_URL", model.url()).with("ANTHROPIC_API_KEY", "sk-stub");
            var server = signalbox.serve();
            var id = session(server.client(), "claude", bypass());

            var next = killInMidStream(server, id, "[scenario:steady] go");

            assertThat(processes(id).agents()).hasSize(1);
            assertThat(received.answers()).containsExactly(String.join("", words));
            assertNothingIsLost(next, id);
            assertItWorksAgain(next, id, "[scenario:text] again");
            assertThat(received.answers()).last().isEqualTo("Hello, this is a streamed answer.");
            next.close();
            Processes.awaitNoneOfSession(id, Duration.ofSeconds(20));
        }
    }

    private static ObjectNode bypass() {
        return ProtocolJson.object().put("permissionMode", "bypass");
    }

    private static String steady(List<String> words) {
        var texts = words.stream().map(ProtocolJson::write).collect(Collectors.joining(","));
        return "{\"turns\":[{\"steps\":[{\"text\":[" + texts + "],\"delayMs\":100}]}]}";
    }

    @Test
    void aServerKilledWhileTheDemoStreamsLosesNothing() throws Exception {
        var server = signalbox.serve();
        var options = ProtocolJson.object().put("chunks", 200).put("delayMs", 20);
        var id = session(server.client(), "demo", options);

        var next = killInMidStream(server, id, "hello");

        assertNothingIsLost(next, id);
        assertItWorksAgain(next, id, "again");
    }

    @Test
    void aServerToldToEndLeavesTheAgentAtWorkToo() throws Exception {
        var server = signalbox.serve();
        var options = ProtocolJson.object().put("chunks", 200).put("delayMs", 20);
        var id = session(server.client(), "demo", options);
        var query = server.client().sendMessage(id, "hello");
        try (var _ = server.client().subscribe(id, SubscribeOptions.after(0), received)) {
            received.awaitDeltas(DELTAS_BEFORE);
        }
        var alive = processes(id);

        assertThat(server.stop()).isZero();

        alive.assertSame();
        var next = signalbox.serve();
        var _ = next.client().subscribe(id, SubscribeOptions.after(received.lastSeq()), received);
        assertThat(received.awaitEnd(query.queryId()).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertNothingIsLost(next, id);
        assertItWorksAgain(next, id, "again");
    }
}
