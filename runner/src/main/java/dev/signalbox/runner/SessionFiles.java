package dev.signalbox.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// Where things lie in a session's directory. See `docs/runner.md`, "Files".
record SessionFiles(Path dir) {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    Path runnerJson() {
        return dir.resolve("runner.json");
    }

    Path home() {
        return dir.resolve("home");
    }

    Path tmp() {
        return dir.resolve("tmp");
    }

    Path run() {
        return dir.resolve("run");
    }

    Path spool() {
        return run().resolve("spool");
    }

    Path lock() {
        return run().resolve("lock");
    }

    Path pidFile() {
        return run().resolve("runner.pid");
    }

    /// The socket itself, where its path is short enough.
    Path socket() {
        return run().resolve("runner.sock");
    }

    /// Holds the path of the socket; written last.
    Path socketFile() {
        return run().resolve("socket");
    }

    /// The ids of queries that this session's runners ever took.
    Path queries() {
        return run().resolve("queries");
    }

    /// What drivers asked to be remembered.
    Path remembered() {
        return run().resolve("remembered.json");
    }

    /// What was said, for an agent that forgets.
    Path transcript() {
        return run().resolve("transcript.jsonl");
    }

    /// The highest term that ever attached.
    Path term() {
        return run().resolve("term");
    }

    Path nativeLog() {
        return dir.resolve("logs").resolve("native.jsonl");
    }

    /// Makes what is absent, for nobody but the owner.
    void create() throws IOException {
        for (var directory : List.of(home(), tmp(), spool(), nativeLog().getParent())) {
            Files.createDirectories(directory, PRIVATE_DIRECTORY);
        }
    }

    /// Writes a file so that whoever reads it reads all of it or the one before.
    static void replace(Path file, String text) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PRIVATE_FILE);
        Files.writeString(draft, text);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
