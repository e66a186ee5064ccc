package dev.signalbox.runner;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Gives an agent copies of what its own command keeps when a person has signed in. The person's
/// files are read and nothing else: neither moved nor changed nor said anywhere.
final class HostLogin {
    private HostLogin() {}

    /// Copies what is newer than the session's own, which the agent may have renewed meanwhile.
    ///
    /// @param files below either home
    /// @throws SignalboxException `AGENT_AUTH_FAILED`
    static void copy(List<String> files, Path userHome, Path sessionHome) {
        for (var file : files) {
            var from = userHome.resolve(file);
            var to = sessionHome.resolve(file);
            try {
                if (Files.isRegularFile(from) && isNewer(from, to)) {
                    copy(from, folderOf(to, sessionHome), to);
                }
            } catch (IOException e) {
                throw new SignalboxException(
                        ErrorCode.AGENT_AUTH_FAILED,
                        "cannot copy " + from + " to " + to + ": " + e,
                        e);
            }
        }
    }

    /// What the agent itself put in the place of a file, such as a link, is not followed.
    private static boolean isNewer(Path from, Path to) throws IOException {
        return !Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
                || Files.getLastModifiedTime(from).compareTo(Files.getLastModifiedTime(to)) > 0;
    }

    /// The folder that a copy goes to, made when it is absent; never one outside the session's home.
    private static Path folderOf(Path to, Path sessionHome) throws IOException {
        var folder = Files.createDirectories(to.getParent()).toRealPath();
        if (!folder.startsWith(sessionHome.toRealPath())) {
            throw new IOException(to.getParent() + " leads out of the session's home");
        }
        return folder;
    }

    /// A copy that nobody else can read at any time, and that is whole or not there.
    private static void copy(Path from, Path folder, Path to) throws IOException {
        var draft = folder.resolve(to.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, SessionFiles.PRIVATE_FILE);
        try (var out = Files.newOutputStream(draft)) {
            Files.copy(from, out);
        }
        Files.setLastModifiedTime(draft, Files.getLastModifiedTime(from));
        Files.move(
                draft,
                folder.resolve(to.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
