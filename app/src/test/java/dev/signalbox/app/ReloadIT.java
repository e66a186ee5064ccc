package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A running server that is told to read its configuration again, with a real SIGHUP.
class ReloadIT {
    @TempDir Path folder;

    private Distribution signalbox;
    private ServerProcess server;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        signalbox = new Distribution(folder);
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    private void hangUp(String hocon, String expected) throws Exception {
        signalbox.configure(hocon);
        server.signal("HUP");
        server.awaitSaid(expected);
    }

    private String create() {
        return server.client().createSession("demo").id();
    }

    @Test
    void whatCanBeChangedIsAndTheRestIsNamedAndAWrongFileChangesNothing() throws Exception {
        signalbox.configure("limits.sessions = 2");
        server = signalbox.serve();
        var _ = create();
        String id = create();
        assertThatThrownBy(this::create).hasMessageContaining("limits.sessions");

        hangUp(
                "limits.sessions = 3, journal.url = \"memory:\", sessions.idleStop = 20m",
                "configuration reloaded changed=limits.sessions,sessions.idleStop");
        server.awaitSaid("in force after a restart only: journal.url");
        var _ = create();
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

        hangUp(
                "limits.sessions = 9, sessions.idelStop = 20m",
                "signalbox.conf:1: unknown key 'sessions.idelStop'; did you mean 'sessions.idleStop'?");
        assertThatThrownBy(this::create).hasMessageContaining("limits.sessions");
        hangUp("limits.sessions = many", "must be a whole number");
        assertThatThrownBy(this::create).hasMessageContaining("limits.sessions");

        hangUp("limits.sessions = 4", "configuration reloaded changed=limits.sessions,");
        var _ = create(); // And it works again.
        var received = new Received();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
        var query = server.client().sendMessage(id, "hello").queryId();
        assertThat(received.awaitEnd(query).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        server.signal("TERM");
        assertThat(server.awaitEnd(Duration.ofSeconds(30))).isZero();
    }

    @Test
    void agentsGetTheirNewVariablesAtTheirNextStartAndTheLogItsLevel() throws Exception {
        signalbox.configure("agents.exec.env.GREETING = hello, server.logLevel = WARN");
        server = signalbox.serve();
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        ShellAgent.command(
                        folder,
                        "while next_query; do text \"b-$query\" \"$GREETING\"; end completed; done")
                .forEach(command::add);
        String id =
                server.client()
                        .createSession(
                                new Requests.CreateSession(
                                        "exec", null, null, options, null, null, null))
                        .id();
        var received = new Received();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
        assertThat(answer(received, id)).isEqualTo("hello");
        assertThat(server.stderr()).doesNotContain("\"INFO\"");

        hangUp(
                "agents.exec.env.GREETING = goodbye, server.logLevel = INFO",
                "configuration reloaded changed=server.logLevel,agents.exec");
        assertThat(answer(received, id)).isEqualTo("hello");
        server.client().environment(id, Requests.EnvironmentAction.RESTART);
        assertThat(answer(received, id)).isEqualTo("goodbye");
    }

    private String answer(Received received, String id) {
        var query = server.client().sendMessage(id, "go").queryId();
        assertThat(received.awaitEnd(query).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        return received.answers().getLast();
    }
}
