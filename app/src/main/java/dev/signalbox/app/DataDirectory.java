package dev.signalbox.app;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The one directory that a server keeps everything in.
///
/// @param path absolute
record DataDirectory(Path path) {
    DataDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /// The one that was named, else `SIGNALBOX_DATA`, else `~/.signalbox`.
    static DataDirectory of(@Nullable Path named) {
        if (named != null) {
            return new DataDirectory(named);
        }
        var variable = System.getenv("SIGNALBOX_DATA");
        return new DataDirectory(
                variable == null || variable.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".signalbox")
                        : Path.of(variable));
    }

    Path token() {
        return path.resolve("token");
    }

    /// Who did what, a file for each day.
    Path audit() {
        return path.resolve("audit");
    }

    Path keys() {
        return path.resolve("keys.json");
    }

    /// Browsers that are signed in.
    Path signIns() {
        return path.resolve("signins.json");
    }

    /// Secrets for agents, encrypted.
    Path secrets() {
        return path.resolve("secrets.json");
    }

    /// What secrets are encrypted with, where nobody gave another key.
    Path secretsKey() {
        return path.resolve("secrets.key");
    }

    /// Programs of agents that were installed for this server, a folder for each agent.
    Path agents() {
        return path.resolve("agents");
    }

    private Path serverFile() {
        return path.resolve("server.json");
    }

    /// Makes the directory, for nobody but its owner, when it is not there.
    ///
    /// @throws SignalboxException `CONFIG_INVALID`
    void create() {
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID,
                    "cannot make the data directory " + path + ": " + e + " (--data names another)",
                    e);
        }
    }

    /// Takes the directory for this process, until the lock is closed or the process ends.
    ///
    /// @throws SignalboxException `DATA_LOCKED` when another server has it
    Lock lock() {
        try {
            var channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            try {
                var lock = channel.tryLock();
                if (lock != null) {
                    return new Lock(channel, lock);
                }
            } catch (OverlappingFileLockException _) {
                // Held by this very process: as good as held by another.
            }
            channel.close();
            throw new SignalboxException(
                    ErrorCode.DATA_LOCKED,
                    "another server"
                            + holder()
                            + " uses the data directory "
                            + path
                            + ": stop it, or name another directory with --data");
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID,
                    "cannot lock the data directory " + path + ": " + e,
                    e);
        }
    }

    private String holder() {
        var server = server();
        return server == null
                ? ""
                : " (process "
                        + server.path("pid").asString()
                        + ", "
                        + server.path("url").asString()
                        + ")";
    }

    /// What the server that runs here wrote of itself; null when there is none.
    @Nullable ObjectNode server() {
        try {
            return ProtocolJson.readObject(Files.readAllBytes(serverFile()));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException | ProtocolException e) {
            throw new SignalboxException(
                    ErrorCode.SERVER_NOT_FOUND,
                    serverFile()
                            + " cannot be read: "
                            + e.getMessage()
                            + " (--url names the server)",
                    e);
        }
    }

    /// Writes where the server is, whole or not at all.
    ///
    /// @param certificate the file with its certificate; null = it has none
    void announce(String url, @Nullable Path certificate) throws IOException {
        var said =
                ProtocolJson.object()
                        .put("url", url)
                        .put("pid", ProcessHandle.current().pid())
                        .put("version", Version.number());
        if (certificate != null) {
            said.put("certificate", certificate.toString());
        }
        var draft = path.resolve("server.json.new");
        Files.write(draft, ProtocolJson.writeBytes(said));
        Files.move(
                draft,
                serverFile(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    void withdraw() throws IOException {
        Files.deleteIfExists(serverFile());
    }

    /// Holds a data directory.
    record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.release();
            channel.close();
        }
    }
}
