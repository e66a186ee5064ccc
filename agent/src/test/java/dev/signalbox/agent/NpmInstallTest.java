package dev.signalbox.agent;

import static dev.signalbox.agent.Programs.NATIVE;
import static dev.signalbox.agent.Programs.TOOL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// With an npm that is a shell script.
class NpmInstallTest {
    @TempDir Path dir;

    private final List<String> said = new ArrayList<>();
    private Map<String, String> environment;
    private Path folder;

    @BeforeEach
    void places() {
        folder = dir.resolve("agents/acme");
        environment =
                new HashMap<>(Map.of("PATH", dir.resolve("bin") + ":/usr/bin:/bin", "MARK", "m"));
    }

    /// An npm that notes its arguments and then does something in the folder after `--prefix`.
    private void npm(String body) {
        Programs.script(
                dir.resolve("bin/npm"),
                "echo \"$@\" >>" + dir.resolve("arguments") + "\nto=$3\n" + body);
    }

    /// What an npm that works does: it puts a program there that answers so.
    private static String brings(String version) {
        return """
        mkdir -p "$to/node_modules/@acme/tool-linux" && echo "npm said $MARK"
        printf '#!/bin/sh\\necho %s\\n' >"$to/node_modules/@acme/tool-linux/tool"
        chmod +x "$to/node_modules/@acme/tool-linux/tool"
        """
                .formatted(version);
    }

    private Path install(String version) throws InterruptedException {
        return new NpmInstall(TOOL, version, folder, environment, said::add).run();
    }

    private void assertFails(String... message) {
        assertThatThrownBy(() -> install("1.2.3"))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_INSTALLED))
                .hasMessageContainingAll(message);
    }

    private void assertNothingElseIsLeft(String... names) {
        assertThat(folder.getParent().toFile().list()).containsExactlyInAnyOrder(names);
    }

    @Test
    void aVersionIsFetchedTriedAndPutInItsPlace() throws Exception {
        npm(brings("1.2.3"));

        assertThat(install("1.2.3")).isEqualTo(folder.resolve("node_modules").resolve(NATIVE));

        assertThat(Files.readString(dir.resolve("arguments")))
                .startsWith("install --prefix " + folder + ".new ")
                .contains("--engine-strict=false")
                .endsWith(" @acme/tool@1.2.3\n");
        assertThat(said).as("our steps and npm's words").contains("npm said m").hasSize(3);
        assertNothingElseIsLeft("acme", "acme.lock");
    }

    @Test
    void anotherVersionReplacesTheOneThatIsThere() throws Exception {
        npm(brings("1.2.3"));
        install("1.2.3");
        Files.writeString(folder.resolve("of-the-old-one"), "");
        npm(brings("1.3.0"));

        var program = install("1.3.0");

        assertThat(ProgramVersions.of(program, environment)).isEqualTo("1.3.0");
        assertThat(folder.resolve("of-the-old-one")).doesNotExist();
        assertNothingElseIsLeft("acme", "acme.lock");
    }

    @Test
    void withoutNpmOneIsToldHowToGetIt() {
        environment.put("PATH", dir.resolve("bin").toString());

        assertFails("npm was not found on the PATH", "Node.js", "@acme/tool@1.2.3");
        assertThat(folder.getParent()).doesNotExist();
    }

    @Test
    void whatFailsLeavesWhatWasThere() throws Exception {
        npm(brings("1.2.3"));
        var installed = install("1.2.3");

        npm("echo 'npm error 404'; exit 7");
        assertFails("npm could not install @acme/tool@1.2.3", "exit code 7");
        assertThat(said).contains("npm error 404");
        npm(brings("1.2.2"));
        assertFails("npm brought 1.2.2");
        npm("echo done");
        assertFails("holds no program 'acme-tool'");
        npm(brings("nothing"));
        assertFails("does not run here");

        assertThat(ProgramVersions.of(installed, environment)).isEqualTo("1.2.3");
        assertNothingElseIsLeft("acme", "acme.lock");
        npm(brings("1.2.3"));
        assertThat(install("1.2.3")).as("and it works again").isEqualTo(installed);
    }

    @Test
    void whatAKilledInstallLeftIsRemoved() throws Exception {
        Files.createDirectories(dir.resolve("agents/acme.new/node_modules"));
        Files.createDirectories(dir.resolve("agents/acme.old/node_modules"));
        npm(brings("1.2.3"));

        install("1.2.3");

        assertNothingElseIsLeft("acme", "acme.lock");
    }

    @Test
    void twoAtOnceDoNotMix() throws IOException {
        npm(brings("1.2.3"));
        Files.createDirectories(folder.getParent());
        try (var channel =
                        FileChannel.open(
                                dir.resolve("agents/acme.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            assertFails("another install into " + folder + " is under way");
        }
        assertThat(dir.resolve("arguments")).doesNotExist();
    }

    @Test
    void oneThatIsCancelledEndsNpmAndLeavesNothing() throws Exception {
        npm("echo started; sleep 600");
        var install = new NpmInstall[1];
        install[0] =
                new NpmInstall(
                        TOOL,
                        "1.2.3",
                        folder,
                        environment,
                        line -> {
                            said.add(line);
                            if (line.equals("started")) {
                                install[0].cancel();
                            }
                        });

        assertThatThrownBy(install[0]::run).hasMessageContaining("npm could not install");

        assertNothingElseIsLeft("acme.lock");
    }
}
