package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.Agents;
import dev.signalbox.app.Distribution.Result;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `signalbox agents`, with an npm and an agent that are shell scripts.
class AgentsCommandIT {
    private static final String VERSION = "2.1.330";
    private static final String MODULE = "node_modules/@anthropic-ai/claude-code-linux-x64";

    @TempDir Path folder;

    private Distribution signalbox;
    private Path bin;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() throws IOException {
        bin = Scripts.bareTools(folder.resolve("bin"));
        signalbox =
                new Distribution(folder)
                        .with("PATH", bin.toString())
                        .with("HOME", Files.createDirectory(folder.resolve("home")).toString());
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    /// An npm that brings a Claude Code which answers so, and runs a command otherwise.
    private void npmBrings(String version, String otherwise) throws IOException {
        Scripts.script(
                bin.resolve("npm"),
                """
                echo npm was asked for $(for last; do :; done; echo $last)
                mkdir -p "$3/%1$s"
                cat >"$3/%1$s/claude" <<'END'
                #!/bin/sh
                if [ "$1" = --version ]; then echo '%2$s (Claude Code)'; else %3$s; fi
                END
                chmod +x "$3/%1$s/claude"
                """
                        .formatted(MODULE, version, otherwise));
    }

    private Path installed() {
        return signalbox.data().resolve("agents/claude").resolve(MODULE).resolve("claude");
    }

    private static JsonNode claude(ObjectNode page) {
        return page.path("items")
                .valueStream()
                .filter(item -> item.path("name").asString("").equals("claude"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode listed() throws Exception {
        var said = signalbox.run("agents", "list", "--json").succeeded().stdout();
        return claude(ProtocolJson.readObject(said));
    }

    @Test
    void withoutAServerEveryAgentIsListedWithWhatItNeeds() throws Exception {
        var lines = signalbox.run("agents").succeeded().lines();

        for (var name : Agents.all().keySet()) {
            assertThat(lines).anyMatch(line -> line.matches(name + " +(yes|no) .*"));
        }
        assertThat(lines.getFirst()).startsWith("NAME ").contains("VERSION", "WHERE", "WHAT TO DO");
        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("claude ")
                                && line.contains("'signalbox agents install claude'"));
        assertThat(lines.getLast()).contains("none runs in " + signalbox.data());
        assertThat(signalbox.data()).doesNotExist();
    }

    @Test
    void whereAServerRunsItsWordCounts() throws Exception {
        Scripts.program(bin.resolve("claude"), VERSION);
        signalbox.with("ANTHROPIC_API_KEY", "of the server only");
        var server = signalbox.serve();
        signalbox.with("ANTHROPIC_API_KEY", "");

        assertThat(listed().path("available").asBoolean()).isTrue();
        assertThat(listed().path("path").asString()).isEqualTo(bin.resolve("claude").toString());
        assertThat(signalbox.run("agents").succeeded().lines().getLast())
                .contains(server.url().toString());

        server.kill();
        assertThat(listed().path("reason").asString()).as("of this shell").contains("no key");
        signalbox.run("agents", "--url", server.url().toString()).failed(1, "SERVER_NOT_FOUND");
    }

    @Test
    void anInstalledAgentIsWhatSessionsRunUntilTheConfigurationNamesAnother() throws Exception {
        Scripts.program(bin.resolve("claude"), "1.0.0");
        var ran = folder.resolve("ran");
        npmBrings(VERSION, "echo $0 >" + ran + "; exit 3");
        var server = signalbox.with("ANTHROPIC_API_KEY", "x").serve();

        var install = signalbox.run("agents", "install", "claude");

        assertThat(install.exit()).as(install.toString()).isZero();
        assertThat(install.stdout())
                .isEqualTo("Claude Code " + VERSION + " is installed: " + installed() + "\n");
        assertThat(install.stderr().lines())
                .as("steps and npm's own words")
                .anyMatch(line -> line.startsWith("fetching @anthropic-ai/claude-code@" + VERSION))
                .contains("npm was asked for @anthropic-ai/claude-code@" + VERSION);
        assertThat(listed().path("path").asString()).isEqualTo(installed().toString());
        var session = server.client().createSession("claude");
        var received = new Received();
        try (var _ = server.client().subscribe(session.id(), SubscribeOptions.after(0), received)) {
            received.awaitEnd(server.client().sendMessage(session.id(), "hello").queryId());
        }
        assertThat(Files.readString(ran).strip()).isEqualTo(installed().toString());

        var configured = Scripts.program(folder.resolve("opt/claude"), "2.0.0");
        signalbox.configure("agents.claude.path = " + configured);
        var again = signalbox.run("agents", "install", "claude", "--version", "2.1.330");
        assertThat(again.stdout()).contains("not used: agents.claude.path names " + configured);
    }

    @Test
    void anInstallSaysWhatIsStillMissing() throws Exception {
        npmBrings("2.2.0", ":");

        var install = signalbox.run("agents", "install", "claude", "--version", "2.2.0");

        assertThat(install.exit()).isZero();
        assertThat(install.lines()).hasSize(3);
        assertThat(install.stdout())
                .contains("tested with " + VERSION)
                .contains("What it still needs: Claude Code has no key");
        var json = signalbox.run("agents", "install", "claude", "--version=2.2.0", "--json");
        assertThat(ProtocolJson.readObject(json.stdout()))
                .isEqualTo(listed())
                .hasToString(listed().toString());
    }

    private Result install() throws Exception {
        var result = signalbox.run("agents", "install", "claude");
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr().lines().toList().getLast())
                .startsWith("signalbox: AGENT_NOT_INSTALLED: ");
        assertThat(installed()).doesNotExist();
        return result;
    }

    @Test
    void anInstallThatFailsSaysWhyAndLeavesNothing() throws Exception {
        var none = install();
        assertThat(none.stderr().lines()).hasSize(1);
        assertThat(none.stderr()).contains("npm was not found").contains("Node.js");

        Scripts.script(bin.resolve("npm"), "echo 'npm error network' >&2; exit 1");
        assertThat(install().stderr()).contains("npm error network").contains("exit code 1");

        npmBrings("2.1.197", ":");
        assertThat(install().stderr()).contains("npm brought 2.1.197");
        assertThat(signalbox.data().resolve("agents").toFile().list())
                .containsExactly("claude.lock");

        npmBrings(VERSION, ":");
        assertThat(signalbox.run("agents", "install", "claude").exit()).isZero();
        assertThat(installed()).exists();
    }

    @Test
    void whatCannotBeInstalledIsBadUsage() throws Exception {
        signalbox.run("agents", "install").failed(2, "BAD_REQUEST");
        signalbox.run("agents", "install", "demo").failed(2, "nothing to install");
        signalbox.run("agents", "install", "claude", "--version=latest").failed(2, "exact version");
        assertThat(signalbox.run("agents", "install", "cluade").failed(1, "UNKNOWN_AGENT").stderr())
                .contains("did you mean 'claude'?");
        assertThat(signalbox.data()).doesNotExist();
    }

    @Test
    void anInstallThatIsInterruptedEndsNpmAndLeavesNothing() throws Exception {
        var begun = folder.resolve("begun");
        Scripts.script(bin.resolve("npm"), "echo >" + begun + "; exec sleep 600");
        Files.createSymbolicLink(bin.resolve("sleep"), Path.of("/bin/sleep"));

        var install =
                signalbox.interrupted(_ -> Files.exists(begun), "agents", "install", "claude");

        assertThat(install.exit()).isEqualTo(130);
        assertThat(Distribution.processesThatName(signalbox.data())).isEmpty();
        assertThat(signalbox.data().resolve("agents").toFile().list())
                .containsExactly("claude.lock");
    }

    @Test
    void aRunWithAnAgentThatIsNotThereSaysHowToGetIt() throws Exception {
        var run = signalbox.run("run", "--agent", "claude", "hi").failed(1, "AGENT_NOT_AVAILABLE");

        assertThat(run.stderr())
                .contains("no program 'claude' was found")
                .contains("'signalbox agents install claude'")
                .contains("'signalbox doctor'");
    }

    @Test
    void theHelpOfConvertAndRunNamesEveryAgent() throws Exception {
        for (var command : new String[] {"convert", "run"}) {
            var help = signalbox.run(command, "--help").succeeded().stdout();
            assertThat(help.replaceAll("\\s+", " "))
                    .contains(String.join(", ", Agents.all().keySet()));
        }
    }
}
