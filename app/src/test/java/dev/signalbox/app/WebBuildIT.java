package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The build of the console on a machine that has no Node, or an old one.
@Timeout(60)
class WebBuildIT {
    private static final Path SCRIPT = Path.of("../build/web/web.sh");

    @TempDir Path dir;

    private record Ended(int status, String said) {}

    /// @param ci what the variable `CI` says
    private Ended build(Path path, Path out, String ci) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/bash", SCRIPT.toString(), "build", out.toString());
        builder.environment().put("PATH", path.toString());
        builder.environment().put("CI", ci);
        builder.environment().remove("SIGNALBOX_CONSOLE");
        builder.redirectErrorStream(true);
        var process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }

    private Path tools() throws IOException {
        var tools = Scripts.bareTools(dir.resolve("bin"));
        Files.createSymbolicLink(tools.resolve("rm"), Path.of("/bin/rm"));
        return tools;
    }

    @Test
    void withoutNodeTheServerIsBuiltWithoutItsConsoleAndThatIsSaid() throws Exception {
        var out = dir.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("index.html"), "of a build that had Node");
        var ended = build(tools(), out, "");
        assertThat(ended.said())
                .contains("no Node.js", "without its web console", "install Node.js 20");
        assertThat(ended.status()).isZero();
        assertThat(out).doesNotExist();
    }

    @Test
    void aNodeThatIsTooOldIsNamed() throws Exception {
        var tools = tools();
        var _ = Scripts.program(tools.resolve("node"), "v18.20.4");
        assertThat(build(tools, dir.resolve("out"), "").said())
                .contains("found Node.js 18.20.4", "takes 20 or newer");
    }

    @Test
    void onContinuousIntegrationNothingIsLeftOut() throws Exception {
        var ended = build(tools(), dir.resolve("out"), "true");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.said()).contains("Nothing may be left out");
    }
}
