package dev.signalbox.server.audit;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The lines of a file from its end to its beginning, a block at a time. What stands behind the
/// last newline was not written to its end, and is no line.
final class BackwardLines implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel file;
    private byte[] block = new byte[0];
    private long blockStart;

    /// Where the lines that were not given yet end: behind a newline, or 0.
    private long end;

    private BackwardLines(FileChannel file, long end) {
        this.file = file;
        this.end = end;
        blockStart = end;
    }

    /// @param before the position behind the newline of the first line that is wanted, as
    ///   [#position] gave it; null = the end of the file
    static BackwardLines open(Path path, @Nullable Long before) throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = file.size();
            var lines = new BackwardLines(file, before == null ? size : Math.min(before, size));
            lines.dropUnfinished();
            return lines;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// Where to go on.
    long position() {
        return end;
    }

    /// The line before, without its newline; null when there is none.
    byte @Nullable [] next() throws IOException {
        if (end == 0) {
            return null;
        }
        var backwards = new ByteArrayOutputStream();
        long at = end - 1; // The newline of this line.
        while (at > 0) {
            byte one = byteAt(at - 1);
            if (one == '\n') {
                break;
            }
            backwards.write(one);
            at--;
        }
        end = at;
        byte[] line = backwards.toByteArray();
        for (int i = 0, j = line.length - 1; i < j; i++, j--) {
            byte swapped = line[i];
            line[i] = line[j];
            line[j] = swapped;
        }
        return line;
    }

    private void dropUnfinished() throws IOException {
        while (end > 0 && byteAt(end - 1) != '\n') {
            end--;
        }
    }

    private byte byteAt(long position) throws IOException {
        if (position < blockStart || position >= blockStart + block.length) {
            load(position);
        }
        return block[(int) (position - blockStart)];
    }

    /// Puts the block that ends with this byte in place.
    private void load(long position) throws IOException {
        long start = Math.max(0, position + 1 - BLOCK_BYTES);
        var buffer = ByteBuffer.allocate((int) (position + 1 - start));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, start + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        block = buffer.array();
        blockStart = start;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
