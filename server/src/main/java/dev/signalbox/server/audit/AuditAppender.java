package dev.signalbox.server.audit;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/// Appends to the file of the day. For one thread.
final class AuditAppender implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditAppender.class.getName());

    private final Path folder;
    private @Nullable FileChannel file;
    private @Nullable LocalDate date;

    AuditAppender(Path folder) {
        this.folder = folder;
    }

    /// Writes all of them to the disk, or none.
    void append(List<AuditEntry> entries) throws IOException {
        var lines = new ByteArrayOutputStream();
        for (var entry : entries) {
            lines.writeBytes(ProtocolJson.writeBytes(entry));
            lines.write('\n');
        }
        var to = file(entries.getLast().at().atZone(ZoneOffset.UTC).toLocalDate());
        long before = to.position();
        try {
            var bytes = ByteBuffer.wrap(lines.toByteArray());
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            to.force(false);
        } catch (IOException e) {
            takeBack(to, before);
            throw e;
        }
    }

    private FileChannel file(LocalDate day) throws IOException {
        if (file != null && day.equals(date)) {
            return file;
        }
        close();
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var opened =
                FileChannel.open(
                        AuditDay.in(folder, day).file(),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            long end = end(opened);
            opened.truncate(end);
            opened.position(end);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        file = opened;
        date = day;
        return opened;
    }

    /// Behind the last whole line: a crash may have cut the one after it.
    private static long end(FileChannel opened) throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long at = opened.size(); at > 0; at--) {
            one.clear();
            if (opened.read(one, at - 1) == 1 && one.get(0) == '\n') {
                return at;
            }
        }
        return 0;
    }

    private void takeBack(FileChannel to, long end) {
        try {
            to.truncate(end);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "half a line of the audit log is left: " + e);
        }
        close(); // Opening it again finds its end.
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a file of the audit log did not close: " + e);
        }
        file = null;
        date = null;
    }
}
