package dev.signalbox.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// The lock that makes one runner the only one in its session's directory. The kernel releases it
/// when the process ends, however it ends.
final class SessionLock implements AutoCloseable {
    private final FileChannel channel;

    private SessionLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Somebody else holds the directory.
    static final class HeldException extends Exception {
        private static final long serialVersionUID = 1L;

        HeldException(Path file, String holder) {
            super(
                    "the session directory is held by the runner with process id "
                            + holder
                            + " ("
                            + file
                            + ")");
        }
    }

    static SessionLock take(Path file) throws IOException, HeldException {
        var channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        SessionFiles.PRIVATE_FILE);
        try {
            if (tryLock(channel)) {
                channel.truncate(0);
                byte[] pid =
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.US_ASCII);
                channel.write(ByteBuffer.wrap(pid), 0);
                return new SessionLock(channel);
            }
            var text = ByteBuffer.allocate(20);
            channel.read(text, 0);
            var holder = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
            throw new HeldException(file, holder);
        } catch (IOException | HeldException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process holds it
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
