package dev.signalbox.runner;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentNavigableMap;

/// A place in a spool, and the bytes of the lines that follow it. One thread.
///
/// It costs one open file and no memory, however far behind it is.
final class SpoolCursor implements Closeable {
    private final ConcurrentNavigableMap<Long, Segment> segments;
    private final long after;
    private @Nullable Segment segment;
    private @Nullable FileChannel channel;
    private long position;

    SpoolCursor(ConcurrentNavigableMap<Long, Segment> segments, long after) {
        this.segments = segments;
        this.after = after;
    }

    /// Reads on, at most to the end of what is written; lines may be cut anywhere.
    ///
    /// @return bytes read, 0 when there are none now
    int read(ByteBuffer target) throws IOException {
        if (segment == null && !start()) {
            return 0;
        }
        while (true) {
            var here = segment;
            var open = channel;
            if (here == null || open == null) {
                throw new IOException("the cursor is closed");
            }
            // Asked first: a segment that has a successor does not grow any more.
            var following = segments.higherEntry(here.first());
            long available = here.bytes() - position;
            if (available > 0) {
                return readHere(open, target, available);
            }
            if (following == null || following.getValue().bytes() == 0) {
                return 0;
            }
            enter(following.getValue());
        }
    }

    private int readHere(FileChannel open, ByteBuffer target, long available) throws IOException {
        int limit = target.limit();
        if (available < target.remaining()) {
            target.limit(target.position() + (int) available);
        }
        int read = open.read(target, position);
        target.limit(limit);
        if (read <= 0) {
            throw new IOException("a segment of the spool is shorter than it was");
        }
        position += read;
        return read;
    }

    /// @return false when there is nothing to read yet
    private boolean start() throws IOException {
        while (true) {
            var at = segments.floorEntry(after + 1);
            var found = at == null ? segments.firstEntry() : at;
            if (found == null || found.getValue().bytes() == 0) {
                return false;
            }
            try {
                enter(found.getValue());
            } catch (NoSuchFileException e) {
                continue; // acknowledged and deleted in this moment
            }
            skipLines(after + 1 - found.getKey());
            return true;
        }
    }

    private void enter(Segment next) throws IOException {
        var opened = FileChannel.open(next.file(), StandardOpenOption.READ);
        close();
        channel = opened;
        segment = next;
        position = 0;
    }

    private void skipLines(long lines) throws IOException {
        var buffer = ByteBuffer.allocate(1 << 16);
        long left = lines;
        while (left > 0 && segment != null && channel != null) {
            long available = segment.bytes() - position;
            if (available == 0) {
                return;
            }
            buffer.clear();
            int read = readHere(channel, buffer, available);
            for (int i = 0; i < read; i++) {
                if (buffer.get(i) == '\n' && --left == 0) {
                    position += i + 1 - read;
                    break;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        segment = null;
    }
}
