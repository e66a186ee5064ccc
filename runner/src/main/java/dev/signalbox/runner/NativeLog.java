package dev.signalbox.runner;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The agent's own lines as it said them, for whoever must find out what an agent really did. Two
/// files at most; losing it costs nothing else. Owned by the agent loop.
final class NativeLog implements AutoCloseable {
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    private final Path file;
    private final long bytesMax;
    private @Nullable OutputStream out;
    private long bytes;
    private boolean isBroken;
    private boolean isFailing;

    NativeLog(Path file) {
        this(file, BYTES_MAX);
    }

    NativeLog(Path file, long bytesMax) {
        this.file = file;
        this.bytesMax = bytesMax;
    }

    /// Adds a line; it reaches the file with the next [#flush].
    void add(byte[] line) {
        if (isBroken) {
            return;
        }
        try {
            var to = open();
            to.write(line);
            to.write('\n');
            bytes += line.length + 1L;
            if (bytes > bytesMax) {
                rotate();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /// After a failure the lines that come from now on are kept again, if the disk takes them.
    void flush() {
        boolean wasBroken = isBroken;
        isBroken = false;
        try {
            if (out != null) {
                out.flush();
                isFailing &= wasBroken;
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private OutputStream open() throws IOException {
        var open = out;
        if (open == null) {
            if (Files.notExists(file)) {
                Files.createFile(file, SessionFiles.PRIVATE_FILE);
            }
            bytes = Files.size(file);
            open =
                    new BufferedOutputStream(
                            Files.newOutputStream(file, StandardOpenOption.APPEND), 16 * 1024);
            out = open;
        }
        return open;
    }

    private void rotate() throws IOException {
        close();
        Files.move(
                file,
                file.resolveSibling(file.getFileName() + ".1"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void giveUp(IOException e) {
        isBroken = true;
        try {
            close();
        } catch (IOException closing) { // It flushes once more.
            e.addSuppressed(closing);
        }
        if (!isFailing) {
            isFailing = true;
            RunnerLog.warn("the agent's own lines are not kept in " + file + " for now: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        var open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }
}
