package dev.signalbox.runtime;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.Workspace;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;

/// The folders of sessions: `DATA/sessions/<id>`.
///
/// A session's `env` is kept there in `env.json`, for nobody but the owner to read, so that an
/// environment can be started again: values, and the names of secrets. The journal has the names of
/// the variables only.
final class SessionFiles {
    private final Path sessions;
    private final Supplier<List<Path>> workspaceRoots;

    /// @param workspaceRoots those that are allowed now
    SessionFiles(Path dataDir, Supplier<List<Path>> workspaceRoots) {
        this.sessions = dataDir.toAbsolutePath().resolve("sessions");
        this.workspaceRoots = workspaceRoots;
    }

    /// The folder that holds those of all sessions.
    Path folder() {
        return sessions;
    }

    /// The ids of the sessions that have a folder.
    List<String> all() throws IOException {
        if (Files.notExists(sessions)) {
            return List.of();
        }
        try (var folders = Files.list(sessions)) {
            return folders.map(folder -> String.valueOf(folder.getFileName())).toList();
        }
    }

    /// Notes in the folder of a session that it is to go, for the server that finds it when this one
    /// is killed before it is gone.
    void markDeleted(String sessionId) throws IOException {
        if (Files.exists(folder(sessionId))) {
            Files.write(deletedMark(sessionId), new byte[0]);
        }
    }

    /// The session stays after all.
    void unmarkDeleted(String sessionId) throws IOException {
        Files.deleteIfExists(deletedMark(sessionId));
    }

    boolean isBeingDeleted(String sessionId) {
        return Files.exists(deletedMark(sessionId));
    }

    private Path deletedMark(String sessionId) {
        return folder(sessionId).resolve("deleted");
    }

    Path folder(String sessionId) {
        return sessions.resolve(sessionId);
    }

    /// The folder that the agent works in.
    Path workspace(String sessionId, @Nullable String chosen) {
        return chosen == null ? folder(sessionId).resolve("workspace") : Path.of(chosen);
    }

    void create(String sessionId, SessionEnv env) throws IOException {
        var folder = folder(sessionId);
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!env.isEmpty()) {
            writeEnv(sessionId, env);
        }
    }

    /// Keeps what is to be given to the agent from its next start on.
    void writeEnv(String sessionId, SessionEnv env) throws IOException {
        var file = folder(sessionId).resolve("env.json");
        var draft = folder(sessionId).resolve("env.json.new");
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, ProtocolJson.writeBytes(env.json()));
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The session's own variables; empty when it has none.
    ///
    /// @throws IOException when they cannot be read
    SessionEnv env(String sessionId) throws IOException {
        try {
            return SessionEnv.of(
                    ProtocolJson.readObject(
                            Files.readAllBytes(folder(sessionId).resolve("env.json"))));
        } catch (NoSuchFileException e) {
            return SessionEnv.NONE;
        } catch (ProtocolException | SignalboxException e) {
            throw new IOException("env.json is damaged", e);
        }
    }

    /// Removes a session's folder with all that is in it. Links are removed, not followed.
    void delete(String sessionId) throws IOException {
        var folder = folder(sessionId);
        if (Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path dir, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.deleteIfExists(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Checks a workspace that a client chose.
    ///
    /// @return its real path; null when none was chosen
    /// @throws SignalboxException `INVALID_OPTION` if it may not be used
    @Nullable String chosen(@Nullable Workspace workspace) {
        if (workspace == null) {
            return null;
        }
        if (!Boolean.TRUE.equals(workspace.inPlace())) {
            throw new SignalboxException(
                    ErrorCode.INVALID_OPTION,
                    "workspace.inPlace must be true: sessions work in a folder itself, or in one of"
                            + " their own when no workspace is given");
        }
        try {
            Path real = Path.of(workspace.path()).toRealPath();
            if (!Files.isDirectory(real)) {
                throw refused(workspace.path(), "it is not a folder");
            }
            for (var said : workspaceRoots.get()) {
                var root = said.toAbsolutePath().normalize();
                if (Files.exists(root) && real.startsWith(root.toRealPath())) {
                    return real.toString();
                }
            }
            throw refused(
                    workspace.path(),
                    "it is not below a folder that sessions.workspaceRoots allows");
        } catch (IOException e) {
            throw refused(workspace.path(), "it cannot be read");
        }
    }

    private static SignalboxException refused(String path, String why) {
        return new SignalboxException(
                ErrorCode.INVALID_OPTION, "workspace '" + path + "' cannot be used: " + why);
    }
}
