package dev.signalbox.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// Where things lie in a session's directory.
record SessionLayout(Path dir) {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    Path runnerJson() {
        return dir.resolve("runner.json");
    }

    Path pidFile() {
        return dir.resolve("run/runner.pid");
    }

    /// The process id of the last runner that came to listen; 0 when there was none.
    long pid() {
        try {
            var text = Files.readString(pidFile()).strip();
            boolean isNumber =
                    !text.isEmpty()
                            && text.length() <= 18
                            && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return isNumber ? Long.parseLong(text) : 0;
        } catch (IOException e) {
            return 0; // no runner ever came so far, or the last one ended in order
        }
    }

    /// Holds the path of the socket.
    Path socketFile() {
        return dir.resolve("run/socket");
    }

    Path spool() {
        return dir.resolve("run/spool");
    }

    Path runnerLog() {
        return dir.resolve("logs/runner.log");
    }

    /// Makes what is absent, for nobody but the owner.
    void create(Path workspace) throws IOException {
        Files.createDirectories(dir, PRIVATE_DIRECTORY);
        for (String name : List.of("home", "tmp", "run", "logs")) {
            Files.createDirectories(dir.resolve(name), PRIVATE_DIRECTORY);
        }
        if (workspace.startsWith(dir)) {
            Files.createDirectories(workspace, PRIVATE_DIRECTORY);
        }
        if (Files.notExists(runnerLog())) {
            Files.createFile(runnerLog(), PRIVATE_FILE);
        }
    }
}
