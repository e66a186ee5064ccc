package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SessionsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The commands, as they are typed.
class CommandLineIT {
    private static final Path RECORDINGS = Path.of("../agent/src/test/resources/recordings");
    private static final List<String> COMMANDS =
            List.of(
                    "serve demo run attach send ls logs events interrupt permit rm convert agents keys doctor config bench"
                            .split(" ", -1));

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

    private static ObjectNode object(String line) {
        try {
            return ProtocolJson.readObject(line);
        } catch (ProtocolException e) {
            throw new AssertionError("not a JSON object: " + line, e);
        }
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        assertThat(signalbox.run("--version").succeeded().stdout())
                .matches("signalbox 0\\.1\\.0 \\(\\S+\\)\n");
    }

    @Test
    void theHelpNamesEveryCommand() throws Exception {
        var lines = signalbox.run("--help").succeeded().lines();

        for (var command : COMMANDS) {
            assertThat(lines)
                    .as(command)
                    .anyMatch(line -> line.matches("\\s+" + command + "\\b.*"));
        }
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void everyCommandHasHelp(String command) throws Exception {
        assertThat(signalbox.run(command, "--help").succeeded().stdout())
                .contains("signalbox " + command);
    }

    @Test
    void theDemoShowsBothTracksAndLeavesNothing() throws Exception {
        var temporary = temporaryFolder();

        var demo = signalbox.run("demo").succeeded();

        assertThat(demo.stdout())
                .containsIgnoringCase("conversation")
                .containsIgnoringCase("operations")
                .doesNotContain("\u001b");
        assertNothingIsLeft(temporary);
    }

    /// Where commands keep what they keep for a while.
    private Path temporaryFolder() throws IOException {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        signalbox.with("SIGNALBOX_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        return temporary;
    }

    private void assertNothingIsLeft(Path temporary) {
        assertThat(Distribution.processesThatName(temporary)).as("processes left").isEmpty();
        assertThat(temporary).isEmptyDirectory();
        assertThat(signalbox.data()).doesNotExist();
    }

    @Test
    void aPromptIsRunToItsEnd() throws Exception {
        var temporary = temporaryFolder();

        var run = signalbox.run("run", "hello").succeeded();

        assertThat(run.stdout()).contains("hello").doesNotContain("\u001b");
        assertNothingIsLeft(temporary);
    }

    @Test
    void anAgentThatThereIsNotIsNamed() throws Exception {
        var temporary = temporaryFolder();

        var run = signalbox.run("run", "--agent", "nope", "x");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr().lines())
                .singleElement()
                .asString()
                .contains("UNKNOWN_AGENT")
                .contains("nope");
        assertNothingIsLeft(temporary);
    }

    @Test
    void withoutAServerACommandSaysSo() throws Exception {
        signalbox.run("ls").failed(1, "SERVER_NOT_FOUND");
    }

    @Test
    void aServerThatIsGoneIsNotFound() throws Exception {
        var server = signalbox.serve();
        server.kill();

        signalbox.run("ls").failed(1, "SERVER_NOT_FOUND");
    }

    @Test
    void aSessionIsListedSentToReadAndRemoved() throws Exception {
        var server = signalbox.serve();
        var id = server.client().createSession("demo").id();
        var received = new Received();

        var listed = object(signalbox.run("ls", "--json").succeeded().stdout()).path("items");
        assertThat(listed.findValuesAsString("id")).contains(id);
        assertThat(listed.size()).isEqualTo(1);
        assertThat(signalbox.run("ls").succeeded().stdout()).contains(id).contains("demo");
        signalbox.run("send", id, "hello from the command line").succeeded();
        try (var _ = server.client().subscribe(id, SubscribeOptions.after(0), received)) {
            var sent = received.awaitFirstEnd();
            assertThat(sent.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        }
        var events = signalbox.run("events", id, "--json").succeeded().lines();
        assertThat(events.stream().map(line -> object(line).path("seq").asLong()).toList())
                .startsWith(1L, 2L, 3L)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events).anyMatch(line -> line.contains("hello from the command line"));
        assertThat(events).anyMatch(line -> line.contains("session:query:ended"));
        signalbox.run("logs", id).succeeded();
        signalbox.run("rm", id).succeeded();
        assertThat(server.client().sessions(SessionsQuery.ALL).items()).isEmpty();
        signalbox.run("events", id).failed(1, "SESSION_NOT_FOUND");
    }

    @Test
    void aRecordedStreamIsConvertedAsTheAdapterDoes() throws Exception {
        var recording = RECORDINGS.resolve("claude/text.jsonl");

        var converted =
                signalbox.runWithInput(recording, "convert", "--agent", "claude").succeeded();

        assertThat(converted.lines())
                .isEqualTo(
                        Files.readAllLines(RECORDINGS.resolve("claude-events/text.events.jsonl")));
    }

    @Test
    void aKeyThatIsMisspeltStopsTheStartAndIsNamed() throws Exception {
        signalbox.configure("sessions { idelStop = 1h }\n");

        var serve = signalbox.run(serve()).failed(2, "CONFIG_INVALID");

        assertThat(serve.stderr()).contains("idelStop").contains("idleStop");
        assertThat(serve.stdout()).isEmpty();
    }

    @Test
    void aValueOfTheWrongTypeStopsTheStart() throws Exception {
        signalbox.configure("server.port = many\n");

        assertThat(signalbox.run("serve").failed(2, "CONFIG_INVALID").stderr())
                .contains("server.port");
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        var server = signalbox.serve();

        signalbox.run(serve()).failed(1, "DATA_LOCKED");

        assertThat(server.client().sessions(SessionsQuery.ALL).items()).isEmpty();
        signalbox.run("ls").succeeded();
    }

    private String[] serve() {
        return List.of("serve", "--port", "0", "--data", signalbox.data().toString())
                .toArray(String[]::new);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(other.getLocalPort());

            var serve = signalbox.run("serve", "--port", port).failed(1, "PORT_IN_USE");

            assertThat(serve.stderr()).contains(port);
        }
        assertThatItWorksAgain();
    }

    private void assertThatItWorksAgain() throws IOException {
        assertThat(signalbox.serve().client().sessions(SessionsQuery.ALL).items()).isEmpty();
    }

    @Test
    void aServerToldToEndEndsInOrder() throws Exception {
        var server = signalbox.serve();

        assertThat(server.stop()).isZero();

        assertThat(server.stderr()).doesNotContain("\"WARN\"", "\"ERROR\"");
        signalbox.run("ls").failed(1, "SERVER_NOT_FOUND");
        assertThatItWorksAgain();
    }

    @Test
    void theTokenIsForItsOwnerOnly() throws Exception {
        var server = signalbox.serve();

        assertThat(Files.getPosixFilePermissions(signalbox.data().resolve("token")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        assertThat(signalbox.run("config", "show").succeeded().stdout())
                .doesNotContain(server.token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "run", "ls", "convert"})
    void aFlagThatThereIsNotIsBadUsage(String command) throws Exception {
        signalbox.run(command, "--wrong").failed(2, "--");
    }

    @Test
    void aCommandThatThereIsNotIsBadUsage() throws Exception {
        signalbox.run("fly").failed(2, "fly");
    }

    @Test
    void aMeasurementTakesItsRounds() throws Exception {
        var measured = signalbox.run("bench", "runner", "--rounds", "1").succeeded();

        assertThat(measured.stdout()).contains("spawn to hello").contains("n=1");
    }

    @Test
    void aDemoThatIsInterruptedLeavesNothing() throws Exception {
        var temporary = temporaryFolder();

        var result = signalbox.interrupted(said -> said.contains("thinking"), "demo");

        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.stderr()).isEmpty();
        assertNothingIsLeft(temporary);
    }

    @Test
    void aDemoThatIsInterruptedWhileItStartsLeavesNothing() throws Exception {
        var temporary = temporaryFolder();

        var result = signalbox.interrupted(_ -> isBegun(temporary), "demo");

        assertThat(result.exit()).isEqualTo(130);
        assertThat(result.stderr()).isEmpty();
        assertNothingIsLeft(temporary);
    }

    private static boolean isBegun(Path temporary) {
        var files = temporary.toFile().list();
        return files != null && files.length > 0;
    }

    @Test
    void aCommandThatIsMisspeltIsUnderstood() throws Exception {
        var result = signalbox.run("dmeo").failed(2, "BAD_REQUEST");

        assertThat(result.stderr()).contains("did you mean 'demo'?");
    }
}
