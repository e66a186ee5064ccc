package dev.signalbox.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Programs that are shell scripts.
final class Scripts {
    /// What the launcher of a distribution needs on its `PATH`, and nothing else.
    private static final List<String> FOR_LAUNCHERS =
            List.of("sh", "dirname", "readlink", "sed", "head", "mkdir", "chmod", "cat", "setsid");

    private Scripts() {}

    /// Writes a script that can be run, with the folders it is in.
    static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return file;
    }

    /// A program that answers to `--version` and does nothing else.
    static Path program(Path file, String version) throws IOException {
        return script(file, "echo " + version);
    }

    /// A folder for a `PATH` on which neither npm nor an agent is.
    static Path bareTools(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var tool : FOR_LAUNCHERS) {
            var there = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(
                    folder.resolve(tool), Files.exists(there) ? there : Path.of("/bin", tool));
        }
        return folder;
    }
}
