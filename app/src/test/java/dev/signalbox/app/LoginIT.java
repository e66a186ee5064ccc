package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whose sign-in an agent gets. The agent is a script that shows what it was given.
class LoginIT {
    private static final String SECRET = "{\"token\":\"hunter2\"}";

    @TempDir Path folder;

    private Distribution signalbox;
    private Path shown;
    private Path login;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        shown = folder.resolve("shown");
        var agent =
                Scripts.script(
                        folder.resolve("claude"),
                        "if [ \"$1\" = --version ]; then echo 2.1.330; exit; fi\n"
                                + "cp -p \"$HOME/.claude/.credentials.json\" "
                                + shown
                                + "; exit 3");
        login = folder.resolve("home/.claude/.credentials.json");
        Files.createDirectories(login.getParent());
        Files.writeString(login, SECRET);
        signalbox = new Distribution(folder).with("HOME", folder.resolve("home").toString());
        configure(agent, "");
    }

    private void configure(Path agent, String more) throws IOException {
        signalbox.configure("agents.claude { path = " + agent + more + " }");
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    private void assertWasGiven(String secret) throws IOException {
        assertThat(shown).hasContent(secret);
        assertThat(Files.getPosixFilePermissions(shown))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        assertThat(login).as("neither moved nor changed").hasContent(SECRET);
    }

    @Test
    void aCommandOnOnesOwnMachineIsWhoOneIs() throws Exception {
        var run = signalbox.run("run", "--agent", "claude", "hello");

        assertThat(run.exit()).as("the script does nothing else").isEqualTo(1);
        assertWasGiven(SECRET);
        assertThat(run.toString()).doesNotContain("hunter2");
    }

    @Test
    void aCommandIsToldToStayIsolated() throws Exception {
        configure(folder.resolve("claude"), ", login = isolated");

        var run = signalbox.run("run", "--agent", "claude", "hello").failed(1, "has no key");

        assertThat(run.stderr()).contains(login.toString(), "agents.claude.login is 'host'");
        assertThat(shown).doesNotExist();
    }

    @Test
    void aServerUsesItWhenItIsTold() throws Exception {
        configure(folder.resolve("claude"), ", login = host");
        var server = signalbox.serve();
        var session = server.client().createSession("claude");
        var received = new Received();
        try (var _ = server.client().subscribe(session.id(), SubscribeOptions.after(0), received)) {
            received.awaitEnd(server.client().sendMessage(session.id(), "hello").queryId());
        }

        assertWasGiven(SECRET);
        assertThat(server.stderr()).doesNotContain("hunter2");
    }

    @Test
    void aServerDoesNotUseItByItself() throws Exception {
        var client = signalbox.serve().client();

        Assertions.assertThatThrownBy(() -> client.createSession("claude"))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_AVAILABLE));
        assertThat(shown).doesNotExist();
    }
}
