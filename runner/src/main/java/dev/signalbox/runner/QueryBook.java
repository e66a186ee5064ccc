package dev.signalbox.runner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The ids of all queries that this session's runners ever took, on disk: a repeated `start_query`
/// changes nothing, even after a restart. One line each: `+ID` when it begins, `-ID` when its end is
/// in the spool. Owned by the agent loop.
final class QueryBook implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Set<String> known = new HashSet<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final List<String> endedLately = new ArrayList<>();
    private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
    private long written;
    private boolean isFailing;

    private QueryBook(Path file, FileChannel channel, long written) {
        this.file = file;
        this.channel = channel;
        this.written = written;
    }

    static QueryBook open(Path file) throws IOException {
        var text = Files.exists(file) ? Files.readString(file) : "";
        var channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        SessionFiles.PRIVATE_FILE);
        var book = new QueryBook(file, channel, channel.size());
        int whole = text.lastIndexOf('\n') + 1;
        text.substring(0, whole).lines().forEach(book::read);
        if (whole < text.length()) {
            book.append(""); // ends a torn line, which then names nothing
        }
        return book;
    }

    private void read(String line) {
        if (line.length() < 2) {
            return;
        }
        var id = line.substring(1);
        if (line.charAt(0) == '+') {
            known.add(id);
            open.add(id);
        } else {
            open.remove(id);
        }
    }

    /// Queries that an earlier runner took and did not see the end of, as far as this book knows.
    List<String> left() {
        return List.copyOf(open);
    }

    /// Notes that a query begins.
    ///
    /// @return false when it is known already
    boolean begin(String id) {
        if (!known.add(id)) {
            return false;
        }
        append("+" + id);
        return true;
    }

    /// Notes that a query's end is on its way into the spool.
    void end(String id) {
        endedLately.add(id);
    }

    /// The spool has everything that was said so far. What the disk did not take before is written.
    void spooled() {
        endedLately.forEach(id -> append("-" + id));
        endedLately.clear();
        write();
    }

    private void append(String line) {
        unwritten.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        write();
    }

    /// In place: a write that failed may have left some bytes, which the next one covers.
    private void write() {
        if (unwritten.size() == 0) {
            return;
        }
        try {
            var bytes = ByteBuffer.wrap(unwritten.toByteArray());
            for (long at = written; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
            written += unwritten.size();
            unwritten.reset();
            isFailing = false;
        } catch (IOException e) {
            // Known in memory all the same; only a restart of the runner could tell.
            if (!isFailing) {
                isFailing = true;
                RunnerLog.warn("cannot write " + file + " for now: " + e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
