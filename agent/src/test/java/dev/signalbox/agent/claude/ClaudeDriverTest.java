package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ClaudeDriverTest {
    private static final String INITIALIZED =
            "{'type':'control_response','response':{'subtype':'success','request_id':'initialize','response':{}}}";

    @TempDir Path folder;

    private final FakePort port = new FakePort();
    private Path program;

    @BeforeEach
    void makeProgram() throws IOException {
        program = program("echo '9.9.9 (Claude Code)'");
    }

    private Path program(String script) throws IOException {
        var file = Files.writeString(folder.resolve("claude"), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private AgentDriver driver(String options) {
        return new ClaudeAdapter()
                .open(Specs.in(folder, options, program, new HashMap<>(port.remembered)), port);
    }

    private static void say(AgentDriver driver, String line) {
        driver.line(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode sent(int index) throws ProtocolException {
        return ProtocolJson.readObject(port.sent.get(index));
    }

    @Test
    void theFirstProcessBeginsASessionAndTheNextResumesIt() {
        var first = driver("{}");
        var begun = first.launch().command();
        int flag = begun.indexOf("--session-id");
        assertThat(flag).isPositive();
        say(first, "{'type':'system','subtype':'init','claude_code_version':'9.9.9'}");

        var resumed = driver("{}").launch().command();
        assertThat(resumed).doesNotContain("--session-id");
        assertThat(resumed.get(resumed.indexOf("--resume") + 1)).isEqualTo(begun.get(flag + 1));
        assertThat(port.remembered).containsEntry("version", "9.9.9");
    }

    @Test
    void optionsAreOnTheCommandLine() {
        var command =
                driver(
                                "{'model':'m','systemPromptAppend':'be brief','permissionMode':'acceptEdits','mcpServers':{'a':{'command':'x'}}}")
                        .launch()
                        .command();

        assertThat(command)
                .containsSubsequence("--permission-mode", "acceptEdits")
                .containsSubsequence("--model", "m")
                .containsSubsequence("--append-system-prompt", "be brief")
                .containsSubsequence(
                        "--mcp-config",
                        "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}",
                        "--strict-mcp-config");
        assertThat(driver("{'permissionMode':'bypass'}").launch().command())
                .contains("--dangerously-skip-permissions");
    }

    @Test
    void itsConfigurationIsInItsOwnHome() {
        assertThat(driver("{}").launch().environment())
                .containsEntry("CLAUDE_CONFIG_DIR", folder.resolve("home/.claude").toString())
                .containsEntry("DISABLE_AUTOUPDATER", "1");
    }

    @Test
    void withoutAProgramItSaysHowToInstallIt() {
        var spec = Specs.in(folder, "{}", folder.resolve("missing"), Map.of());

        assertThatThrownBy(() -> new ClaudeAdapter().open(spec, port).launch())
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_INSTALLED))
                .hasMessageContaining("npm install -g @anthropic-ai/claude-code@");
    }

    @Test
    void itIsReadyWhenTheHandshakeIsAnswered() {
        var driver = driver("{}");
        driver.started();
        assertThat(port.sent.getFirst()).contains("\"subtype\":\"initialize\"");
        assertThat(port.isReady).isFalse();

        say(driver, INITIALIZED);
        assertThat(port.isReady).isTrue();
        assertThat(port.hasTasks()).isFalse();
    }

    @Test
    void aHandshakeWithoutAnAnswerIsAFailure() {
        driver("{}").started();
        port.pass(Duration.ofMinutes(2));

        assertThat(port.events(StreamEvent.Failure.class)).hasSize(1);
    }

    @Test
    void aModelForOneQueryIsTakenBackForTheNext() throws ProtocolException {
        var driver = driver("{'model':'small'}");
        driver.startQuery("q1", MessageContent.of("a"), Map.of("model", ProtocolJson.text("big")));
        driver.startQuery("q2", MessageContent.of("b"), Map.of());

        assertThat(sent(0).at("/request/model").stringValue()).isEqualTo("big");
        assertThat(sent(1).at("/message/content").stringValue()).isEqualTo("a");
        assertThat(sent(2).at("/request/model").stringValue()).isEqualTo("small");
        assertThat(sent(3).at("/message/content").stringValue()).isEqualTo("b");
    }

    @Test
    void settingsThatChangeAreToldOnce() throws ProtocolException {
        var driver = driver("{}");
        driver.setOptions(
                Map.of(
                        "permissionMode",
                        ProtocolJson.text("acceptEdits"),
                        "env",
                        ProtocolJson.object()));
        driver.startQuery("q1", MessageContent.of("a"), Map.of());

        assertThat(sent(0).at("/request/mode").stringValue()).isEqualTo("acceptEdits");
        assertThat(port.sent).hasSize(2);
        assertThat(port.events(StreamEvent.Log.class)).hasSize(1);
    }

    @Test
    void partsOfAMessageAreTranslated() throws ProtocolException {
        driver("{}")
                .startQuery(
                        "q1",
                        new MessageContent.Parts(
                                List.of(
                                        new ContentPart.Text("look"),
                                        new ContentPart.Image(
                                                new ContentPart.Image.Source(
                                                        "base64", "AAAA", "image/jpeg", Map.of()),
                                                Map.of()),
                                        new ContentPart.ResourceLink(
                                                "file:///a", "a", null, Map.of()))),
                        Map.of());

        var content = sent(0).at("/message/content");
        assertThat(content.at("/0/text").stringValue()).isEqualTo("look");
        assertThat(content.at("/1/source/media_type").stringValue()).isEqualTo("image/jpeg");
        assertThat(content.at("/2/text").stringValue()).isEqualTo("[a](file:///a)");
    }

    @Test
    void aSessionThatIsInUseIsResumedTheNextTime() {
        var driver = driver("{}");
        driver.launch();
        port.remembered.put("stderr", "Error: Session ID x is already in use.");
        driver.ended(QueryCause.Exit.ofCode(1));

        assertThat(driver("{}").launch().command()).contains("--resume");
    }

    @Test
    void aFlagThatAnOlderVersionDoesNotKnowIsLeftOutTheNextTime() {
        var driver = driver("{}");
        assertThat(driver.launch().command()).contains(ClaudeLaunch.SUBAGENT_TEXT_FLAG);
        port.remembered.put("stderr", "error: unknown option '--forward-subagent-text'");
        driver.ended(QueryCause.Exit.ofCode(1));

        assertThat(driver("{}").launch().command()).doesNotContain(ClaudeLaunch.SUBAGENT_TEXT_FLAG);
    }

    @Test
    void availabilityNamesWhatIsMissing() throws IOException {
        var adapter = new ClaudeAdapter();
        var home = folder.toString();

        var missing =
                adapter.availability(
                        new AgentSettings(null, Map.of("PATH", "", "HOME", home), false));
        var keyless = adapter.availability(new AgentSettings(program, Map.of("HOME", home), false));
        var complete =
                adapter.availability(
                        new AgentSettings(
                                program, Map.of("HOME", home, "ANTHROPIC_API_KEY", "k"), false));
        var broken =
                adapter.availability(
                        new AgentSettings(
                                program("exit 1"),
                                Map.of("HOME", home, "ANTHROPIC_API_KEY", "k"),
                                false));

        assertThat(missing.available()).isFalse();
        assertThat(missing.install()).isEqualTo(ClaudeProgram.PROGRAM.install());
        assertThat(keyless.available()).isFalse();
        assertThat(keyless.reason())
                .contains("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN");
        assertThat(complete.available()).isTrue();
        assertThat(complete.version()).isEqualTo("9.9.9");
        assertThat(broken.available()).isFalse();
    }
}
