package dev.signalbox.environment;

import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SpoolLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a runner that is gone had written down and no server has taken. Only to be read while no
/// runner holds the session's directory. The form of a spool is in `docs/runner.md`.
final class SpoolRemains {
    private static final System.Logger LOG = System.getLogger(SpoolRemains.class.getName());
    private static final int LINE_BYTES_MAX = ProtocolLimits.LINE_BYTES_MAX + 64 * 1024;

    private SpoolRemains() {}

    /// Hands over the whole lines behind an offset, in order. A last line that is torn is the next
    /// runner's to cut off.
    static void read(Path spool, long after, ExecutionEnvironment.LineTaker taker)
            throws InterruptedException {
        long last = after;
        try {
            for (var segment : segments(spool)) {
                last = readSegment(segment, last, taker);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what a dead runner left cannot be read: the next runner sends it spool="
                            + spool
                            + " after="
                            + last,
                    e);
        }
    }

    private static List<Path> segments(Path spool) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(spool)) {
            try (var files = Files.newDirectoryStream(spool, "*.jsonl")) {
                files.forEach(found::add);
            }
        }
        found.sort((one, other) -> Long.compare(first(one), first(other)));
        return found;
    }

    /// The offset of a segment's first line, which is its name.
    private static long first(Path segment) {
        var name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ".jsonl".length()));
    }

    private static long readSegment(Path segment, long after, ExecutionEnvironment.LineTaker taker)
            throws IOException, InterruptedException {
        long last = after;
        try (var in = Files.newInputStream(segment)) {
            var lines = new LineReader(in, LINE_BYTES_MAX);
            while (lines.next() instanceof LineReader.Line.Whole line && line.isTerminated()) {
                try {
                    var frame = SpoolLine.frame(line.bytes());
                    if (frame.offset() > last) {
                        taker.take(SpoolLine.read(line.bytes(), frame));
                        last = frame.offset();
                    }
                } catch (ProtocolException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "a line of a spool is no event segment=" + segment,
                            e);
                    return last;
                }
            }
        }
        return last;
    }
}
