package dev.signalbox.runner;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
                    Files.createDirectories(to.getParent());
                    var draft = to.resolveSibling(to.getFileName() + ".new");
                    Files.deleteIfExists(draft);
                    Files.createFile(draft, SessionFiles.PRIVATE_FILE);
                    Files.copy(
                            from,
                            draft,
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                    Files.setPosixFilePermissions(
                            draft, PosixFilePermissions.fromString("rw-------"));
                    Files.move(
                            draft,
                            to,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new SignalboxException(
                        ErrorCode.AGENT_AUTH_FAILED, "cannot copy " + from + " to " + to, e);
            }
        }
    }

    private static boolean isNewer(Path from, Path to) throws IOException {
        return !Files.exists(to)
                || Files.getLastModifiedTime(from).compareTo(Files.getLastModifiedTime(to)) > 0;
    }
}
