package dev.signalbox.runner;

import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SpoolLine;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ConcurrentSkipListMap;

/// The events of a session on disk, one a line, in segments named by the offset of their first.
///
/// Owned by the agent loop; cursors read it on threads of their own. A line can be read by others
/// only after the kernel has it: it survives this process. It is forced to the disk when a query
/// ends; what a crash of the machine takes of a query in flight is lost.
final class Spool implements AutoCloseable {
    static final long SEGMENT_BYTES = 4L * 1024 * 1024;
    private static final int UNWRITTEN_BYTES_MAX = 8 * 1024 * 1024;

    private final Path dir;
    private final SegmentStore store;
    private final Limits limits;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final Unwritten unwritten = new Unwritten();
    private final long cutBytes;
    private SegmentStore.@Nullable Writer writer;
    private long nextOffset;
    private long bytes;
    private volatile long writtenOffset;
    private @Nullable IOException trouble;
    private boolean isInDoubt;

    /// @param segmentBytes a segment this long is followed by a new one
    /// @param sizeBytesMax events not acknowledged by a server may take this much disk
    /// @param unwrittenBytesMax events that the disk did not take may take this much memory
    record Limits(long segmentBytes, long sizeBytesMax, int unwrittenBytesMax) {
        static final Limits DEFAULT =
                new Limits(SEGMENT_BYTES, ProtocolLimits.SPOOL_BYTES_MAX, UNWRITTEN_BYTES_MAX);
    }

    /// Lines that wait for the next write.
    private static final class Unwritten extends ByteArrayOutputStream {
        long lines;

        void add(byte[] line) {
            writeBytes(line);
            write('\n');
            lines++;
        }

        ByteBuffer view() {
            return ByteBuffer.wrap(buf, 0, count);
        }

        void clear() {
            reset();
            lines = 0;
            if (buf.length > 1024 * 1024) {
                buf = new byte[8192];
            }
        }
    }

    private Spool(Path dir, SegmentStore store, Limits limits, SpoolRepair.Result found) {
        this.dir = dir;
        this.store = store;
        this.limits = limits;
        this.cutBytes = found.cutBytes();
        this.nextOffset = found.nextOffset();
        this.writtenOffset = nextOffset - 1;
        for (var segment : found.segments()) {
            segments.put(segment.first(), segment);
            bytes += segment.bytes();
        }
    }

    /// Opens a spool, cutting off what its last writer did not finish.
    static Spool open(Path dir) throws IOException {
        return open(dir, SegmentStore.DISK, Limits.DEFAULT);
    }

    static Spool open(Path dir, SegmentStore store, Limits limits) throws IOException {
        return new Spool(dir, store, limits, SpoolRepair.repair(dir));
    }

    /// Bytes that were cut off when the spool was opened.
    long cutBytes() {
        return cutBytes;
    }

    /// The offset that the next event gets.
    long nextOffset() {
        return nextOffset;
    }

    /// The offset of the last event that cursors may read.
    long writtenOffset() {
        return writtenOffset;
    }

    /// Takes an event. Nobody sees it before [#flush].
    void append(Instant at, byte[] eventJson) {
        unwritten.add(SpoolLine.write(nextOffset, at, eventJson));
        nextOffset++;
    }

    /// Whether it would be wise to flush soon.
    boolean isHeavy() {
        return unwritten.size() > 256 * 1024;
    }

    /// Whether no more should be taken until the disk or the server has taken some.
    boolean isFull() {
        return unwritten.size() > limits.unwrittenBytesMax() || bytes > limits.sizeBytesMax();
    }

    /// Writes what was taken. When the disk does not take it, all of it is kept in order for the
    /// next try, and [#trouble] says why.
    ///
    /// @return whether everything is written
    boolean flush() {
        if (unwritten.size() == 0) {
            return trouble == null;
        }
        try {
            long first = nextOffset - unwritten.lines;
            var last = segments.lastEntry();
            Segment segment = last == null ? null : last.getValue();
            if (segment == null || segment.bytes() >= limits.segmentBytes()) {
                segment = roll(first);
            }
            if (writer == null) {
                writer = store.open(segment.file());
            }
            // In place: a failed write may have left some bytes, which the next one covers.
            writer.write(unwritten.view(), segment.bytes());
            segment.bytes(segment.bytes() + unwritten.size());
            bytes += unwritten.size();
            segments.putIfAbsent(segment.first(), segment);
            writtenOffset = nextOffset - 1;
            unwritten.clear();
            trouble = null;
            return true;
        } catch (IOException e) {
            trouble = e;
            return false;
        }
    }

    private Segment roll(long first) throws IOException {
        force(); // only the last segment can be cut by a crash of the machine
        close();
        return new Segment(dir, first, 0);
    }

    /// What the segments hold on disk, in bytes. Any thread.
    long diskBytes() {
        return segments.values().stream().mapToLong(Segment::bytes).sum();
    }

    /// How many events are in memory only.
    long unwrittenEvents() {
        return unwritten.lines;
    }

    /// Why the last flush failed; null when it did not.
    @Nullable IOException trouble() {
        return trouble;
    }

    /// Makes what is written survive the machine.
    ///
    /// @throws IOException if the disk fails; the next call writes the segment once more, as the
    ///   kernel may take for written what it could not write
    void force() throws IOException {
        var last = segments.lastEntry();
        if (writer == null || last == null) {
            return;
        }
        if (isInDoubt) {
            writer.write(ByteBuffer.wrap(content(last.getValue())), 0);
        }
        isInDoubt = true;
        writer.force();
        isInDoubt = false;
    }

    private static byte[] content(Segment segment) throws IOException {
        try (var in = Files.newInputStream(segment.file())) {
            return in.readNBytes((int) segment.bytes());
        }
    }

    /// Forgets segments of which every event is at or below the offset.
    ///
    /// @return the number of segments deleted
    int acknowledge(long offset) throws IOException {
        int deleted = 0;
        while (segments.size() > 1) {
            long first = segments.firstKey();
            Long following = segments.higherKey(first);
            if (following == null || following - 1 > offset) {
                break;
            }
            var segment = segments.get(first);
            segments.remove(first);
            if (segment != null) {
                bytes -= segment.bytes();
                Files.deleteIfExists(segment.file());
                deleted++;
            }
        }
        return deleted;
    }

    /// Goes on at a later offset: a server has events that this spool lost with the machine.
    void skipTo(long offset) throws IOException {
        if (offset <= nextOffset || unwritten.size() > 0) {
            return;
        }
        close();
        nextOffset = offset;
        var segment = new Segment(dir, offset, 0);
        segments.put(offset, segment);
        writtenOffset = offset - 1;
    }

    /// A cursor at the first event after an offset, or at the earliest that is left.
    SpoolCursor cursor(long after) {
        return new SpoolCursor(segments, after);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
