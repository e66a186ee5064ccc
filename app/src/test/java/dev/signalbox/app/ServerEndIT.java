package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// A server is told to end at the worst moments, and started again.
class ServerEndIT {
    /// Ten seconds are promised; the rest is for a machine with other things to do.
    private static final Duration END_TIME = Duration.ofSeconds(15);

    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir Path folder;

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

    private static String session(SignalboxClient client, String agent, ObjectNode options) {
        return client.createSession(
                        new Requests.CreateSession(agent, null, null, options, null, null, null))
                .id();
    }

    private static ObjectNode chatty(int chunks, int delayMs) {
        return ProtocolJson.object().put("chunks", chunks).put("delayMs", delayMs);
    }

    /// A client that asks for all events of a session and reads none.
    private static Socket neverReads(ServerProcess server, String id) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.url().getPort()));
        String request =
                "GET /api/v1/sessions/"
                        + id
                        + "/events/stream?after=0 HTTP/1.1\r\nHost: 127.0.0.1:"
                        + server.url().getPort()
                        + "\r\nAuthorization: Bearer "
                        + server.token()
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isEqualTo('H'); // The stream has begun.
        return socket;
    }

    /// A WebSocket, and the code that it is closed with.
    private static CompletableFuture<Integer> closeCode(HttpClient http, ServerProcess server) {
        var code = new CompletableFuture<Integer>();
        var _ =
                http.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + server.token())
                        .buildAsync(
                                URI.create(
                                        "ws://127.0.0.1:" + server.url().getPort() + "/api/v1/ws"),
                                new WebSocket.Listener() {
                                    @Override
                                    public CompletionStage<?> onClose(
                                            WebSocket socket, int status, String reason) {
                                        code.complete(status);
                                        return null;
                                    }
                                })
                        .join();
        return code;
    }

    /// A session of the demo with more events than sockets hold, all of which were read.
    private static String longSession(ServerProcess server, Received received) {
        var id = session(server.client(), "demo", chatty(1_000, 0));
        try (var _ = server.client().subscribe(id, SubscribeOptions.after(0), received)) {
            var query = server.client().sendMessage(id, "talk");
            received.awaitEnd(query.queryId());
        }
        return id;
    }

    /// Reads on to the end of a query that another server began, and then lets it work again.
    private static void assertNothingIsLostAndItWorksAgain(
            ServerProcess server, String id, String queryId, Received received) {
        try (var _ =
                server.client()
                        .subscribe(id, SubscribeOptions.after(received.lastSeq()), received)) {
            assertThat(received.awaitEnd(queryId).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            var again = server.client().sendMessage(id, "again");
            assertThat(received.awaitEnd(again.queryId()).outcome())
                    .isEqualTo(QueryOutcome.COMPLETED);
            received.assertAsStored(server.client(), id);
            received.assertWithoutGapOrDouble();
            received.assertTextsAreTheirDeltas();
        }
    }

    @Test
    void aServerThatIsToldTwiceEndsAtOnceAndLosesNothing() throws Exception {
        var server = signalbox.serve();
        var received = new Received();
        var id = longSession(server, received);
        try (var _ = neverReads(server, id)) {
            var query = server.client().sendMessage(id, "and on").queryId();
            server.signal("TERM");
            server.awaitSaid("stopping: 1 clients, 1 sessions go on");
            server.signal("TERM");
            assertThat(server.awaitEnd(END_TIME)).isEqualTo(SIGTERM_EXIT);
            assertThat(server.stderr()).doesNotContain("stopped");

            assertNothingIsLostAndItWorksAgain(signalbox.serve(), id, query, received);
        }
    }

    @Test
    void aServerWithABusyJournalAndAClientThatNeverReadsEndsInOrder() throws Exception {
        var server = signalbox.serve();
        var readers = new ArrayList<Received>();
        var ids = new ArrayList<String>();
        var queries = new ArrayList<String>();
        readers.add(new Received());
        ids.add(longSession(server, readers.getFirst()));
        for (int i = 1; i < 4; i++) {
            ids.add(session(server.client(), "demo", chatty(1_000, 1)));
            readers.add(new Received());
        }
        try (var http = HttpClient.newHttpClient();
                var _ = neverReads(server, ids.getFirst())) {
            var code = closeCode(http, server);
            ids.forEach(id -> queries.add(server.client().sendMessage(id, "go").queryId()));
            try (var _ =
                    server.client()
                            .subscribe(ids.get(1), SubscribeOptions.after(0), readers.get(1))) {
                readers.get(1).awaitDeltas(100);
            }

            server.signal("INT"); // As Ctrl-C.

            assertThat(server.awaitEnd(END_TIME)).isZero();
            assertThat(code.get(5, TimeUnit.SECONDS)).isEqualTo(1012);
            assertThat(server.stderr()).contains("\"stopped\"");
            http.shutdownNow();
        }
        var next = signalbox.serve();
        for (int i = 0; i < ids.size(); i++) {
            assertNothingIsLostAndItWorksAgain(next, ids.get(i), queries.get(i), readers.get(i));
        }
    }

    /// An agent that leaves a process of a session of its own, says half an answer and no more.
    private static ObjectNode stubborn() {
        String script =
                """
                trap '' TERM
                setsid sh -c 'trap "" TERM HUP; while :; do sleep 5; done' &
                while read -r line; do
                    case $line in
                        *start_query*) printf '%s\\n' '{"type":"block_start","conversationId":"main","block":{"type":"assistant_text","id":"b1","content":""}}' '{"type":"text_delta","conversationId":"main","blockId":"b1","delta":"half"}' ;;
                    esac
                done
                while :; do sleep 5; done
                """;
        var options = ProtocolJson.object();
        options.putArray("command").add("sh").add("-c").add(script);
        return options;
    }

    @Test
    void aServerThatIsToStopItsSessionsLeavesNoProcessAndTheyStartAgain() throws Exception {
        var server = signalbox.serve("--stop-sessions");
        var stubborn = session(server.client(), "exec", stubborn());
        var calm = session(server.client(), "demo", chatty(400, 20));
        var reader = new Received();
        var half = server.client().sendMessage(stubborn, "go").queryId();
        var cut = server.client().sendMessage(calm, "go").queryId();
        var waiting = server.client().sendMessage(calm, "and then").queryId();
        var demo = new Received();
        try (var _ = server.client().subscribe(stubborn, SubscribeOptions.after(0), reader);
                var _ = server.client().subscribe(calm, SubscribeOptions.after(0), demo)) {
            reader.awaitDeltas(1);
            demo.awaitDeltas(3);
        }

        server.signal("TERM");

        assertThat(server.awaitEnd(END_TIME)).isZero();
        assertThat(server.stderr()).contains("2 sessions are stopped");
        assertThat(Distribution.processesThatName(signalbox.data())).isEmpty();

        var next = signalbox.serve();
        try (var _ =
                        next.client()
                                .subscribe(
                                        stubborn,
                                        SubscribeOptions.after(reader.lastSeq()),
                                        reader);
                var _ =
                        next.client()
                                .subscribe(calm, SubscribeOptions.after(demo.lastSeq()), demo)) {
            for (var ended : List.of(reader.awaitEnd(half), demo.awaitEnd(cut))) {
                assertThat(ended.outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
                assertThat(ended.cause().code()).isEqualTo(ErrorCode.ENVIRONMENT_TERMINATED.name());
            }
            for (var id : List.of(stubborn, calm)) {
                var environment = next.client().session(id).runtime().executionEnvironment();
                assertThat(environment.status()).isEqualTo(EnvironmentStatus.INACTIVE);
                assertThat(environment.restartCount()).isZero();
            }
            var last = next.client().sendMessage(calm, "again").queryId();
            assertThat(demo.awaitEnd(waiting).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            assertThat(demo.awaitEnd(last).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            demo.assertWithoutGapOrDouble();
            demo.assertTextsAreTheirDeltas();
        }
    }

    @Test
    void aServerThatIsToldToEndWhileItStartsEndsAsWell() throws Exception {
        var process = signalbox.launch("serve", "--port", "0");
        try {
            Awaitility.await("the data directory is taken")
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> signalbox.data().resolve("lock").toFile().exists());
            process.destroy();
            assertThat(process.waitFor(END_TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        var server = signalbox.serve();
        var received = new Received();
        longSession(server, received);
        received.assertWithoutGapOrDouble();
    }
}
