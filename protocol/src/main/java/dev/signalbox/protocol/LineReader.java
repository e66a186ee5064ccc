package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts a stream of bytes into lines. Memory is bounded by the longest line that is taken; a longer
/// one is skipped to its newline and said to be too long. One thread at a time.
public final class LineReader {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HEAD_BYTES = ProtocolLimits.VIOLATION_HEAD_CHARS * 4;

    private final InputStream in;
    private final int lineBytesMax;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private boolean atEnd;

    /// One line, or the news of one that was skipped.
    public sealed interface Line {
        /// A line without its newline.
        ///
        /// @param isTerminated false for a last line that the stream's end cut off
        record Whole(byte[] bytes, boolean isTerminated) implements Line {
            /// Whether there is nothing in it but white space.
            public boolean isBlank() {
                for (byte b : bytes) {
                    if (b != ' ' && b != '\t' && b != '\r') {
                        return false;
                    }
                }
                return true;
            }
        }

        /// A line over the limit.
        ///
        /// @param bytes its length without the newline
        /// @param head its first bytes
        record TooLong(long bytes, byte[] head) implements Line {}
    }

    /// @param lineBytesMax the longest line that is taken, in bytes without the newline
    public LineReader(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /// Waits for the next line or the news of one that was skipped.
    ///
    /// @return null at the end of the stream
    public @Nullable Line next() throws IOException {
        int scanned = start;
        while (true) {
            int newline = newlineFrom(scanned);
            if (newline >= 0 && newline - start <= lineBytesMax) {
                var line = new Line.Whole(Arrays.copyOfRange(buffer, start, newline), true);
                consume(newline + 1);
                return line;
            }
            if (end - start > lineBytesMax) {
                return skip();
            }
            if (atEnd) {
                return last();
            }
            int known = end - start;
            fill();
            scanned = start + known;
        }
    }

    /// Whether the next line is here already, so that [#next] does not wait for it.
    public boolean isNextHere() {
        return newlineFrom(start) >= 0;
    }

    private @Nullable Line last() {
        if (start == end) {
            return null;
        }
        var line = new Line.Whole(Arrays.copyOfRange(buffer, start, end), false);
        consume(end);
        return line;
    }

    private Line.TooLong skip() throws IOException {
        byte[] head = Arrays.copyOfRange(buffer, start, Math.min(end, start + HEAD_BYTES));
        long bytes = 0;
        while (true) {
            int newline = newlineFrom(start);
            if (newline >= 0) {
                bytes += newline - start;
                consume(newline + 1);
                return new Line.TooLong(bytes, head);
            }
            bytes += end - start;
            consume(end);
            if (atEnd) {
                return new Line.TooLong(bytes, head);
            }
            fill();
        }
    }

    private int newlineFrom(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void consume(int upTo) {
        start = upTo;
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > BUFFER_BYTES) {
                buffer = new byte[BUFFER_BYTES]; // one long line does not keep its memory
            }
        }
    }

    private void fill() throws IOException {
        if (end == buffer.length) {
            int known = end - start;
            boolean isRoomy = known <= buffer.length / 2;
            int size =
                    isRoomy
                            ? buffer.length
                            : (int) Math.min(buffer.length * 2L, lineBytesMax + 1L + BUFFER_BYTES);
            byte[] target = size == buffer.length ? buffer : new byte[size];
            System.arraycopy(buffer, start, target, 0, known);
            buffer = target;
            start = 0;
            end = known;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            atEnd = true;
        } else {
            end += read;
        }
    }
}
