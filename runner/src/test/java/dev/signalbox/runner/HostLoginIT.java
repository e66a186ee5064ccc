package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// A real runner whose agent's program shows what it finds when it starts.
class HostLoginIT {
    private static final Path FILE = Path.of(".claude/.credentials.json");

    @TempDir Path dir;

    /// @param session where the runner works
    private RunnerProcess runner(Path session, boolean usesHostLogin) throws IOException {
        var user = dir.resolve("user");
        Files.createDirectories(user.resolve(FILE).getParent());
        Files.writeString(user.resolve(FILE), "the login");
        var program = session.resolve("claude");
        var runner = new RunnerProcess(session, List.of());
        Files.writeString(
                program,
                "#!/bin/sh\ncp -p \"$HOME/%s\" '%s'; echo >'%s'; exec sleep 600\n"
                        .formatted(FILE, session.resolve("found"), session.resolve("started")));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        runner.environment.put("HOME", user.toString());
        runner.config.put("agent", "claude");
        runner.config.putObject("options");
        runner.config.put("executable", program.toString());
        runner.config.put("usesHostLogin", usesHostLogin);
        return runner;
    }

    private void start(RunnerProcess runner) throws Exception {
        runner.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(runner.dir.resolve("started")));
    }

    @Test
    void anAgentFindsACopyOfTheLoginBeforeItStartsWhenTheSettingsSaySo() throws Exception {
        var session = Files.createDirectory(dir.resolve("session"));
        try (var runner = runner(session, true)) {
            start(runner);

            assertThat(session.resolve("found")).hasContent("the login");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(session.resolve("found"))))
                    .isEqualTo("rw-------");
            assertThat(session.resolve("home").resolve(FILE)).hasContent("the login");
            assertThat(dir.resolve("user").resolve(FILE)).hasContent("the login");
            assertThat(runner.log()).doesNotContain("the login");
            for (var segment : session.resolve("run/spool").toFile().listFiles()) {
                assertThat(segment).content().doesNotContain("the login");
            }
        }
    }

    @Test
    void anAgentFindsNoneWhenTheSettingsDoNot() throws Exception {
        var session = Files.createDirectory(dir.resolve("session"));
        try (var runner = runner(session, false)) {
            start(runner);

            assertThat(session.resolve("found")).doesNotExist();
            assertThat(session.resolve("home").resolve(FILE)).doesNotExist();
        }
    }
}
