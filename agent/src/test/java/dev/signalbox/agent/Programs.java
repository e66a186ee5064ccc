package dev.signalbox.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Programs that are shell scripts, and an agent that has one.
final class Programs {
    static final String NATIVE = "@acme/tool-linux/tool";

    /// Of a made-up agent, so that none of the machine's own is found.
    static final AgentProgram TOOL =
            new AgentProgram(
                    "Acme Tool",
                    "acme-tool",
                    "@acme/tool",
                    "1.2.3",
                    List.of(NATIVE),
                    List.of(".acme/local/acme-tool"));

    private Programs() {}

    /// Writes a script that can be run, with the folders it is in.
    static Path script(Path file, String body) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new AssertionError("cannot make " + file + " executable");
        }
        return file;
    }

    /// A program that answers `--version`.
    static Path answering(Path file, String version) {
        return script(file, "echo 'tool " + version + " (Acme)'");
    }
}
