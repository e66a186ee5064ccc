package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class RealAgentTest {
    @TempDir private Path folder;

    private Path program(String path) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void theNamedProgramIsTakenFirst() throws IOException {
        var named = program("my/claude");
        program("agents/claude-" + RealAgent.CLAUDE.version() + "/node_modules/.bin/claude");

        var environment =
                Map.of(
                        "SIGNALBOX_TEST_CLAUDE",
                        named.toString(),
                        "SIGNALBOX_CACHE",
                        folder.toString());

        assertThat(RealAgent.CLAUDE.locate(environment)).isEqualTo(named);
    }

    @Test
    void theNativeProgramInTheCacheComesBeforeTheLauncher() throws IOException {
        var modules = "agents/claude-" + RealAgent.CLAUDE.version() + "/node_modules/";
        var launcher = program(modules + ".bin/claude");
        var environment = Map.of("SIGNALBOX_CACHE", folder.toString());
        assertThat(RealAgent.CLAUDE.locate(environment)).isEqualTo(launcher);

        var program = program(modules + "@anthropic-ai/claude-code-linux-x64/claude");

        assertThat(RealAgent.CLAUDE.locate(environment)).isEqualTo(program);
    }

    @Test
    void theUsersCacheFolderHoldsOurs() {
        assertThat(RealAgent.CLAUDE.folder(Map.of("XDG_CACHE_HOME", "/c")))
                .isEqualTo(Path.of("/c/signalbox/agents/claude-" + RealAgent.CLAUDE.version()));
        assertThat(RealAgent.CLAUDE.folder(Map.of()))
                .isEqualTo(
                        Path.of(
                                System.getProperty("user.home"),
                                ".cache/signalbox/agents/claude-" + RealAgent.CLAUDE.version()));
    }

    @Test
    void withoutItATestIsSkippedButFailsInCi() {
        var here = Map.of("SIGNALBOX_CACHE", folder.toString());
        var ci = Map.of("SIGNALBOX_CACHE", folder.toString(), "CI", "true");

        var notices = new ByteArrayOutputStream();
        var out = new PrintStream(notices, true, UTF_8);

        assertThatThrownBy(() -> RealAgent.CLAUDE.required(here, out))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("npm install");
        assertThat(notices.toString(UTF_8)).startsWith("SKIPPED (no CLAUDE in " + folder);
        assertThatThrownBy(() -> RealAgent.CLAUDE.required(ci, out))
                .isInstanceOf(AssertionFailedError.class);
    }
}
