package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.app.config.Configuration;
import dev.signalbox.app.config.Login;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class AgentRegistryTest {
    private static final String KEY = "ANTHROPIC_API_KEY";

    @TempDir Path data;

    private AgentRegistry registry(Login unsaid, String configuration) throws IOException {
        Files.writeString(data.resolve("signalbox.conf"), configuration);
        var settings =
                Configuration.read(
                                new Configuration.Sources(
                                        data, null, Map.of(), Map.of(), Set.of("demo", "claude")))
                        .settings();
        return new AgentRegistry(
                settings,
                data.resolve("agents"),
                unsaid,
                Map.of("PATH", data.resolve("bin").toString(), "HOME", home(), KEY, "k"));
    }

    private String home() {
        return data.resolve("home").toString();
    }

    private Path claude(String folder) throws IOException {
        return Scripts.program(data.resolve(folder).resolve("claude"), "2.1.330");
    }

    @Test
    void aProgramIsTakenWhereTheConfigurationSaysThenWhereItWasInstalledThenFromThePath()
            throws Exception {
        assertThat(registry(Login.ISOLATED, "").agent("claude").available()).isFalse();
        var onPath = claude("bin");
        var unsaid = registry(Login.ISOLATED, "");
        assertThat(unsaid.executable("claude")).isNull();
        assertThat(unsaid.agent("claude").path()).isEqualTo(onPath.toString());

        var installed = claude("agents/claude");
        assertThat(unsaid.executable("claude")).isEqualTo(data.resolve("agents/claude").toString());
        assertThat(unsaid.agent("claude").path()).isEqualTo(installed.toString());

        var configured = claude("opt");
        var said = registry(Login.ISOLATED, "agents.claude.path = " + configured);
        assertThat(said.executable("claude")).isEqualTo(configured.toString());
        assertThat(said.agent("claude").path()).isEqualTo(configured.toString());
    }

    @Test
    void aFolderWithoutTheProgramIsNoInstallation() throws Exception {
        Files.createDirectories(data.resolve("agents/claude/node_modules"));
        Files.createDirectories(data.resolve("agents/demo"));

        var agents = registry(Login.ISOLATED, "");

        assertThat(agents.executable("claude")).isNull();
        assertThat(agents.executable("demo")).isNull();
    }

    @Test
    void aConfiguredFolderIsTheOnlyOneEvenIfItIsEmpty() throws Exception {
        claude("agents/claude");
        var empty = Files.createDirectory(data.resolve("empty"));

        var agent = registry(Login.ISOLATED, "agents.claude.path = " + empty).agent("claude");

        assertThat(agent.available()).isFalse();
        assertThat(agent.reason()).contains(empty.toString());
    }

    @Test
    void theLoginIsTheOneThatIsSaidElseTheOneOfThePlace() throws Exception {
        assertThat(registry(Login.ISOLATED, "").usesHostLogin("claude")).isFalse();
        assertThat(registry(Login.HOST, "").usesHostLogin("claude")).isTrue();
        assertThat(registry(Login.ISOLATED, "agents.claude.login = host").usesHostLogin("claude"))
                .isTrue();
        var isolated = registry(Login.HOST, "agents.claude.login = isolated");
        assertThat(isolated.usesHostLogin("claude")).isFalse();
        assertThat(isolated.usesHostLogin("demo")).isTrue();
    }

    @Test
    void whatAPersonCanDoIsSaidWhereSomethingIsMissingOnly() throws Exception {
        var agents = registry(Login.ISOLATED, "");

        assertThat(AgentNames.whatToDo(agents.agent("demo"))).isEmpty();
        assertThat(AgentNames.whatToDo(agents.agent("claude")))
                .contains("is not installed")
                .contains("'signalbox agents install claude'")
                .contains("npm install -g");
    }
}
