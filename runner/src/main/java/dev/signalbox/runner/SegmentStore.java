package dev.signalbox.runner;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// How segments of a spool get to disk.
@FunctionalInterface
interface SegmentStore {
    /// The real disk.
    SegmentStore DISK =
            file -> {
                var channel =
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                SessionFiles.PRIVATE_FILE);
                return new Writer() {
                    @Override
                    public void write(ByteBuffer bytes, long position) throws IOException {
                        long at = position;
                        while (bytes.hasRemaining()) {
                            at += channel.write(bytes, at);
                        }
                    }

                    @Override
                    public void force() throws IOException {
                        channel.force(false);
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                };
            };

    /// Opens a segment, made when absent.
    Writer open(Path file) throws IOException;

    /// One open segment.
    interface Writer extends Closeable {
        /// Writes all of the bytes at a place in the file, or fails, having written some of them.
        void write(ByteBuffer bytes, long position) throws IOException;

        void force() throws IOException;
    }
}
