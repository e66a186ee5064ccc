package dev.signalbox.runner;

import dev.signalbox.protocol.LineReader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads a spool's directory after whatever happened to its last writer: whole lines are kept, what
/// follows them in the last segment is cut off. Earlier segments were whole before it was begun.
final class SpoolRepair {
    /// @param nextOffset the offset of the next line
    /// @param cutBytes what was cut off
    record Result(List<Segment> segments, long nextOffset, long cutBytes) {}

    private record Lines(long count, long bytes) {}

    private SpoolRepair() {}

    static Result repair(Path dir) throws IOException {
        var segments = new ArrayList<Segment>();
        for (long first : firstOffsets(dir)) {
            var segment = new Segment(dir, first, 0);
            segment.bytes(Files.size(segment.file()));
            segments.add(segment);
        }
        if (segments.isEmpty()) {
            return new Result(segments, 1, 0);
        }
        var last = segments.getLast();
        var lines = wholeLines(last);
        long cut = last.bytes() - lines.bytes();
        if (cut > 0) {
            truncate(last.file(), lines.bytes());
            last.bytes(lines.bytes());
        }
        return new Result(segments, last.first() + lines.count(), cut);
    }

    private static List<Long> firstOffsets(Path dir) throws IOException {
        var found = new ArrayList<Long>();
        try (var files = Files.newDirectoryStream(dir, "*" + Segment.SUFFIX)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var number = name.substring(0, name.length() - Segment.SUFFIX.length());
                if (!number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    found.add(Long.parseLong(number));
                }
            }
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /// Whole lines from the start of the file whose offsets are as they must be.
    private static Lines wholeLines(Segment segment) throws IOException {
        long count = 0;
        long bytes = 0;
        try (var in = Files.newInputStream(segment.file())) {
            var reader = new LineReader(in, Integer.MAX_VALUE - (1 << 20));
            while (reader.next() instanceof LineReader.Line.Whole line
                    && line.isTerminated()
                    && isLine(line.bytes(), segment.first() + count)) {
                count++;
                bytes += line.bytes().length + 1L;
            }
        }
        return new Lines(count, bytes);
    }

    private static boolean isLine(byte[] line, long offset) {
        byte[] head = ("{\"offset\":" + offset + ",").getBytes(StandardCharsets.US_ASCII);
        if (line.length <= head.length || line[line.length - 1] != '}') {
            return false;
        }
        for (int i = 0; i < head.length; i++) {
            if (line[i] != head[i]) {
                return false;
            }
        }
        return true;
    }

    private static void truncate(Path file, long bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            channel.force(true);
        }
    }
}
