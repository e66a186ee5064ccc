package dev.signalbox.agent.opencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OpenCodeAdapterTest {
    @TempDir Path folder;

    private final OpenCodeAdapter adapter = new OpenCodeAdapter();

    private Path program() throws IOException {
        var program = Files.writeString(folder.resolve("opencode"), "#!/bin/sh\necho 1.18.33\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private ObjectNode config(String options) throws ProtocolException {
        return ProtocolJson.readObject(
                ProtocolJson.write(OpenCodeConfig.of(Specs.in(folder, options))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'gpt'}",
                "{'model':'/m'}",
                "{'model':'p/'}",
                "{'opencodeConfig':'x'}",
                "{'maxRetries':-1}",
                "{'modell':'p/m'}"
            })
    void whatCannotBeHonouredIsRefused(String options) {
        assertThatThrownBy(() -> adapter.validate(Specs.options(options)))
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("option '");
    }

    @Test
    void whatCanBeHonouredIsTaken() {
        assertThatCode(() ->
                        adapter.validate(
                                Specs.options(
                                        "{'model':'openrouter/a/b','maxRetries':0,"
                                                + "'opencodeConfig':{},'permissionMode':'readOnly'}")))
                .doesNotThrowAnyException();
    }

    @Test
    void itRunsWithoutAKeyAndSaysWhatThatMeans() throws Exception {
        var without = adapter.availability(new AgentSettings(program(), Map.of("PATH", ""), false));
        assertThat(without.available()).isTrue();
        assertThat(without.version()).isEqualTo("1.18.33");
        assertThat(without.reason()).contains("free models", "ANTHROPIC_API_KEY");

        var with =
                adapter.availability(
                        new AgentSettings(program(), Map.of("OPENAI_API_KEY", "k"), false));
        assertThat(with.reason()).isNull();

        Files.createDirectories(folder.resolve(".local/share/opencode"));
        Files.writeString(folder.resolve(OpenCodeProgram.CREDENTIALS), "{}");
        var home = Map.of("HOME", folder.toString());
        assertThat(adapter.availability(new AgentSettings(program(), home, true)).reason())
                .isNull();
        assertThat(adapter.availability(new AgentSettings(program(), home, false)).reason())
                .isNotNull();
    }

    @Test
    void aProgramThatIsNotThereIsToBeInstalled() {
        var missing =
                adapter.availability(
                        new AgentSettings(folder.resolve("none"), Map.of("PATH", ""), false));
        assertThat(missing.available()).isFalse();
        assertThat(missing.install()).isEqualTo("npm install -g opencode-ai@1.18.33");
        var driver =
                adapter.open(
                        Specs.in(folder, "{}", folder.resolve("none"), Map.of()), new FakePort());
        assertThatThrownBy(driver::launch)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_INSTALLED));
    }

    @Test
    void thePasswordIsInTheEnvironmentAndNewForEachLife() throws Exception {
        var spec = Specs.in(folder, "{'model':'p/m'}", program(), Map.of());
        var first = adapter.open(spec, new FakePort()).launch();
        var second = adapter.open(spec, new FakePort()).launch();
        var password = first.environment().get("OPENCODE_SERVER_PASSWORD");

        assertThat(password).hasSize(48);
        assertThat(second.environment().get("OPENCODE_SERVER_PASSWORD")).isNotEqualTo(password);
        assertThat(first.command())
                .endsWith("serve", "--port", "0", "--hostname", "127.0.0.1")
                .doesNotContain(password);
        assertThat(folder.resolve("home/.config/opencode/package-lock.json")).exists();
    }

    @Test
    void everythingThatDoesSomethingIsAskedAboutInEveryMode() throws Exception {
        var config =
                config("{'permissionMode':'bypass','mcpServers':{'my server':{'command':'x'}}}");
        assertThat(config.path("permission").toString())
                .contains("\"edit\":\"ask\"", "\"bash\":\"ask\"", "\"my_server_*\":\"ask\"");
        assertThat(config.path("share").stringValue()).isEqualTo("disabled");
    }

    @Test
    void serversMayBeWrittenAsOthersDo() throws Exception {
        var servers =
                config(
                                "{'mcpServers':{'a':{'command':'node','args':['x.js'],'env':{'K':'v'}},"
                                        + "'b':{'type':'http','url':'http://h','headers':{'A':'1'}},"
                                        + "'c':{'type':'local','command':['own']}}}")
                        .path("mcp");
        assertThat(servers.path("a").toString())
                .isEqualTo(
                        "{\"type\":\"local\",\"command\":[\"node\",\"x.js\"],\"environment\":{\"K\":\"v\"}}");
        assertThat(servers.path("b").toString())
                .isEqualTo("{\"type\":\"remote\",\"url\":\"http://h\",\"headers\":{\"A\":\"1\"}}");
        assertThat(servers.path("c").path("command").get(0).stringValue()).isEqualTo("own");
    }

    @Test
    void theSessionsOwnConfigurationWins() throws Exception {
        var config =
                config(
                        "{'model':'p/m','opencodeConfig':{'model':'q/n','permission':{'bash':'deny'}}}");
        assertThat(config.path("model").stringValue()).isEqualTo("q/n");
        assertThat(config.path("permission").toString())
                .contains("\"edit\":\"ask\"", "\"bash\":\"deny\"");
    }

    @Test
    void aPromptHasItsModelAndInstructions() {
        var options = Specs.options("{'model':'p/a/b','systemPromptAppend':'x'}");
        var prompt = Prompts.of(MessageContent.of("hello"), options);
        assertThat(prompt.path("model").toString())
                .isEqualTo("{\"providerID\":\"p\",\"modelID\":\"a/b\"}");
        assertThat(prompt.path("system").stringValue()).isEqualTo("x");
        assertThat(prompt.path("parts").get(0).path("text").stringValue()).isEqualTo("hello");
        assertThat(prompt.has("agent")).isFalse();
    }

    @Test
    void imagesAreFiles() {
        var image =
                new ContentPart.Image(
                        new ContentPart.Image.Source("base64", "AAAA", "image/gif", Map.of()),
                        Map.of());
        var prompt =
                Prompts.of(
                        new MessageContent.Parts(List.of(new ContentPart.Text("see"), image)),
                        Specs.options("{'permissionMode':'readOnly'}"));
        assertThat(prompt.path("parts").get(1).path("url").stringValue())
                .isEqualTo("data:image/gif;base64,AAAA");
        assertThat(prompt.path("agent").stringValue()).isEqualTo("plan");
    }

    @Test
    void noiseIsNoSignOfLife() throws Exception {
        var stream =
                """
                data: {"id":"e","type":"server.heartbeat","properties":{}}

                : a comment
                data: {"id":"e","type":"session.idle",\r
                data:"properties":{}}

                data: {"id":"e","type":"plugin.added"}

                data: cut\
                """;
        var events = new ArrayList<String>();
        new EventStream(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)))
                .forEach(data -> events.add(new String(data, StandardCharsets.UTF_8)));
        assertThat(events)
                .containsExactly("{\"id\":\"e\",\"type\":\"session.idle\",\n\"properties\":{}}");
    }
}
