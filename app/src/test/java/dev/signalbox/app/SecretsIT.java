package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.LogsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.ShellAgent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Secrets from the command line to a real agent, and nowhere else.
class SecretsIT {
    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final String FIRST = "xq7-first-value-that-is-secret";
    private static final String SECOND = "xq7-second-value-that-is-secret";

    /// In every value, and in nothing else.
    private static final String TELLTALE = "value-that-is-secret";

    @TempDir Path folder;

    private Received received = new Received();
    private Distribution signalbox;
    private ServerProcess server;
    private String id = "";

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        signalbox = new Distribution(folder);
        server = signalbox.serve();
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    /// The value comes as a person would give it: by a pipe, with a line end.
    private void set(String value, String... arguments) throws Exception {
        var input = Files.writeString(Files.createTempFile(folder, "typed", ""), value + "\n");
        var line = new ArrayList<>(List.of("secrets", "set"));
        line.addAll(List.of(arguments));
        var result = signalbox.runWithInput(input, line.toArray(String[]::new)).succeeded();
        assertThat(result.stdout()).startsWith("set ").doesNotContain(TELLTALE);
        Files.delete(input);
    }

    /// Says what it was given, by its digest; prints the value itself where it must not be kept.
    private void session() throws Exception {
        var options = ProtocolJson.object();
        options.putObject("env").putObject("TOKEN").put("secret", "github");
        var command = options.putArray("command");
        ShellAgent.command(
                        folder,
                        "while next_query; do echo \"token is $TOKEN\" >&2;"
                                + " text \"b-$query\" \"$(printf %s \"$TOKEN\" | md5sum |"
                                + " cut -c1-32)\"; end completed; done")
                .forEach(command::add);
        id =
                server.client()
                        .createSession(
                                new Requests.CreateSession(
                                        "exec", null, null, options, null, null, null))
                        .id();
        follow();
    }

    private void follow() {
        received = new Received();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
    }

    private SessionEvent.QueryEnded ask() {
        return received.awaitEnd(server.client().sendMessage(id, "go").queryId());
    }

    private void assertAgentHas(String value) throws Exception {
        assertThat(ask().outcome()).isEqualTo(QueryOutcome.COMPLETED);
        String digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("MD5")
                                        .digest(value.getBytes(StandardCharsets.UTF_8)));
        assertThat(received.answers().getLast()).isEqualTo(digest);
    }

    private void restart() {
        Awaitility.await("everything is heard that was said before")
                .atMost(TIME_MAX)
                .until(() -> received.lastSeq() >= server.client().snapshot(id).asOfSeq());
        int before = received.all(SessionEvent.Status.class).size();
        server.client().environment(id, Requests.EnvironmentAction.RESTART);
        Awaitility.await("it is restarted, or not")
                .atMost(TIME_MAX)
                .until(() ->
                        received.all(SessionEvent.Status.class).stream()
                                .skip(before)
                                .map(one -> one.runtime().executionEnvironment())
                                .anyMatch(is ->
                                        is != null
                                                && (is.status() == EnvironmentStatus.READY
                                                        || is.status()
                                                                == EnvironmentStatus.ERROR)));
    }

    @Test
    void anAgentGetsTheValueOfItsStartAndNobodyElseEverSeesIt() throws Exception {
        set(FIRST, "github");
        session();
        assertAgentHas(FIRST);
        Awaitility.await("what it printed is logged, without the value")
                .atMost(TIME_MAX)
                .until(() ->
                        ProtocolJson.write(server.client().logs(id, LogsQuery.ALL))
                                .contains("token is [redacted]"));
        assertNowhere();

        set(SECOND, "github");
        assertAgentHas(FIRST); // Until it is started again.
        restart();
        assertAgentHas(SECOND);

        assertThat(signalbox.run("secrets", "rm", "github").succeeded().stdout())
                .contains("removed github");
        restart();
        var is = server.client().session(id).runtime().executionEnvironment();
        assertThat(is.status()).isEqualTo(EnvironmentStatus.ERROR);
        assertThat(is.statusMessage())
                .contains("no secret 'github'", "TOKEN", "'signalbox secrets set github'");
        assertThat(ask().outcome()).isEqualTo(QueryOutcome.FAILED);

        set(FIRST, "github", "--tenant", "default");
        assertAgentHas(FIRST); // And it works again, also after a restart of the server.
        server.kill();
        server = signalbox.serve();
        assertThat(signalbox.run("secrets").succeeded().stdout())
                .contains("github", "default", "admin");
        follow();
        restart();
        assertAgentHas(FIRST);
        received.assertWithoutGapOrDouble();
        assertNowhere();
    }

    /// Neither in a file below the test's folder (data, logs, outputs) nor on a command line.
    private void assertNowhere() throws IOException {
        List<String> found = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (read(file).contains(TELLTALE)) {
                    found.add(file.toString());
                }
            }
        }
        try (var processes = Files.list(Path.of("/proc"))) {
            for (var process : processes.toList()) {
                if (read(process.resolve("cmdline")).contains(TELLTALE)) {
                    found.add(process.toString());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return ""; // It has gone meanwhile.
        } catch (IOException e) {
            if (file.startsWith("/proc")) {
                return "";
            }
            throw e;
        }
    }

    @Test
    void aSecretThatIsNotThereAndAWrongKeyAreSaidAndNothingIsLost() throws Exception {
        assertThatThrownBy(this::session)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .hasMessageContaining("'signalbox secrets set github'");
        signalbox.run("secrets", "rm", "github").failed(1, "NOT_FOUND");
        signalbox.run("secrets", "set", "bad name").failed(2, "BAD_REQUEST");
        assertThat(signalbox.run("secrets").succeeded().stdout()).contains("no secrets");
        set(FIRST, "github");
        signalbox.run("secrets", "rekey").failed(1, "DATA_LOCKED");
        assertThat(server.stop()).isZero();

        signalbox.with("SIGNALBOX_SECRETS_KEY", "0".repeat(64));
        signalbox.run("serve", "--port", "0").failed(2, "CONFIG_INVALID");
        signalbox.with("SIGNALBOX_SECRETS_KEY", "");
        assertThat(signalbox.run("secrets", "rekey").succeeded().stdout()).contains(": 1");
        server = signalbox.serve();
        session();
        assertAgentHas(FIRST); // And it works again.
    }
}
