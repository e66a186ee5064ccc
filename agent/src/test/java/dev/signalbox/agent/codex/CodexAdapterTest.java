package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class CodexAdapterTest {
    @TempDir Path folder;

    @Test
    void optionsThatItCannotHonourAreRefused() {
        var adapter = new CodexAdapter();
        for (var options :
                List.of(
                        "{'config':{'a':null}}",
                        "{'config':{'-c evil':1}}",
                        "{'mcpServers':{'a.b':{}}}",
                        "{'mcpServers':{'a':{'type':'sse','url':'u'}}}",
                        "{'effort':1}")) {
            assertThatThrownBy(() -> adapter.validate(Specs.options(options)))
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION));
        }
        adapter.validate(Specs.options("{'effort':'high','config':{'a.b':{'c':1}}}"));
    }

    @Test
    void availabilityNamesWhatIsMissing() throws IOException {
        var adapter = new CodexAdapter();
        var program =
                Files.writeString(folder.resolve("codex"), "#!/bin/sh\necho 'codex-cli 9.9.9'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var home = folder.resolve("someone");
        Files.createDirectories(home.resolve(".codex"));
        Files.writeString(home.resolve(".codex/auth.json"), "{}");
        var environment = Map.of("HOME", home.toString());

        var missing =
                adapter.availability(new AgentSettings(folder.resolve("none"), environment, false));
        var keyless = adapter.availability(new AgentSettings(program, environment, false));
        var signedIn = adapter.availability(new AgentSettings(program, environment, true));

        assertThat(missing.install()).isEqualTo("npm install -g @openai/codex@0.169.0");
        assertThat(keyless.available()).isFalse();
        assertThat(keyless.reason()).contains("OPENAI_API_KEY", "agents.codex.login");
        assertThat(signedIn.available()).isTrue();
        var ownProvider =
                new AgentSettings(
                        program,
                        environment,
                        false,
                        Specs.options("{'config':{'model_provider':'mine'}}"));
        assertThat(adapter.availability(ownProvider).available()).isTrue();
        assertThat(signedIn.version()).contains("9.9.9");
    }
}
