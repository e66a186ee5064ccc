package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

class SpoolTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Spool.Limits SMALL = new Spool.Limits(300, 1_000_000, 10_000);

    @TempDir Path dir;

    @Test
    void nothingCanBeReadBeforeItIsWritten() throws IOException {
        try (var spool = Spool.open(dir);
                var cursor = spool.cursor(0)) {
            append(spool, 1);
            assertThat(read(cursor)).isEmpty();
            assertThat(spool.flush()).isTrue();
            assertThat(read(cursor))
                    .isEqualTo(
                            "{\"offset\":1,\"at\":\"2026-01-01T00:00:00.000Z\",\"event\":{\"n\":1}}\n");
            assertThat(spool.writtenOffset()).isEqualTo(1);
        }
    }

    @Test
    void aCursorStartsAfterItsOffsetInWhateverSegmentThatIs() throws IOException {
        try (var spool = Spool.open(dir, SegmentStore.DISK, SMALL)) {
            for (int i = 1; i <= 50; i++) {
                append(spool, i);
                assertThat(spool.flush()).isTrue();
            }
            assertThat(segments()).hasSizeGreaterThan(5);
            for (int after = 0; after <= 50; after++) {
                try (var cursor = spool.cursor(after)) {
                    assertThat(offsets(read(cursor)))
                            .isEqualTo(LongStream.rangeClosed(after + 1, 50).boxed().toList());
                }
            }
        }
    }

    @Test
    void aCursorFollowsTheSpoolWhateverTheSizesOfItsBuffer() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var text = new StringBuilder();
        try (var spool = Spool.open(dir, SegmentStore.DISK, SMALL);
                var cursor = spool.cursor(0)) {
            for (int i = 1; i <= 300; i++) {
                append(spool, i);
                if (random.nextInt(3) == 0) {
                    assertThat(spool.flush()).isTrue();
                    var buffer = ByteBuffer.allocate(1 + random.nextInt(400));
                    for (int n = cursor.read(buffer); n > 0; n = cursor.read(buffer)) {
                        text.append(new String(buffer.array(), 0, n, StandardCharsets.UTF_8));
                        buffer.clear();
                    }
                }
            }
            assertThat(spool.flush()).isTrue();
            text.append(read(cursor));
        }
        assertThat(offsets(text.toString()))
                .as("seed %d", seed)
                .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
    }

    @Test
    void segmentsAtOrBelowTheAcknowledgedOffsetAreDeletedAndTheLastStays() throws IOException {
        try (var spool = Spool.open(dir, SegmentStore.DISK, SMALL)) {
            for (int i = 1; i <= 30; i++) {
                append(spool, i);
                assertThat(spool.flush()).isTrue();
            }
            int before = segments().size();
            assertThat(spool.acknowledge(10)).isPositive();
            try (var cursor = spool.cursor(10)) {
                assertThat(offsets(read(cursor))).startsWith(11L).endsWith(30L);
            }
            assertThat(spool.acknowledge(1_000_000)).isPositive();
            assertThat(segments()).hasSize(1);
            assertThat(before).isGreaterThan(3);
        }
        try (var spool = Spool.open(dir, SegmentStore.DISK, SMALL)) {
            assertThat(spool.nextOffset()).isEqualTo(31);
        }
    }

    @Test
    void aTornLastLineIsCutOffAndItsOffsetGivenAgain() throws IOException {
        try (var spool = Spool.open(dir)) {
            append(spool, 1);
            append(spool, 2);
            assertThat(spool.flush()).isTrue();
        }
        var whole = Files.readString(dir.resolve("00000001.jsonl"));
        for (int cut = 1; cut < 40; cut++) {
            Files.writeString(
                    dir.resolve("00000001.jsonl"), whole.substring(0, whole.length() - cut));
            try (var spool = Spool.open(dir)) {
                assertThat(spool.nextOffset()).isEqualTo(2);
                assertThat(spool.cutBytes()).isPositive();
                append(spool, 2);
                assertThat(spool.flush()).isTrue();
            }
            assertThat(Files.readString(dir.resolve("00000001.jsonl"))).isEqualTo(whole);
        }
    }

    @Test
    void aSegmentOfNothingButGarbageKeepsItsPlace() throws IOException {
        Files.writeString(dir.resolve("00000801.jsonl"), "\0\0\0\0");
        try (var spool = Spool.open(dir)) {
            assertThat(spool.nextOffset()).isEqualTo(801);
            assertThat(spool.cutBytes()).isEqualTo(4);
            append(spool, 1);
            assertThat(spool.flush()).isTrue();
            try (var cursor = spool.cursor(0)) {
                assertThat(offsets(read(cursor))).containsExactly(801L);
            }
        }
    }

    @Test
    void offsetsThatAServerHasAreNotGivenAgain() throws IOException {
        try (var spool = Spool.open(dir)) {
            append(spool, 1);
            assertThat(spool.flush()).isTrue();
            spool.skipTo(100);
            append(spool, 100);
            assertThat(spool.flush()).isTrue();
            try (var cursor = spool.cursor(99)) {
                assertThat(offsets(read(cursor))).containsExactly(100L);
            }
        }
        try (var spool = Spool.open(dir)) {
            assertThat(spool.nextOffset()).isEqualTo(101);
        }
    }

    private static void append(Spool spool, int n) {
        spool.append(AT, ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String read(SpoolCursor cursor) throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocate(100);
        for (int n = cursor.read(buffer); n > 0; n = cursor.read(buffer)) {
            text.append(new String(buffer.array(), 0, n, StandardCharsets.UTF_8));
            buffer.clear();
        }
        return text.toString();
    }

    private static List<Long> offsets(String lines) {
        return lines.lines()
                .map(line -> Long.valueOf(line.substring(10, line.indexOf(','))))
                .toList();
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(dir)) {
            return files.toList();
        }
    }
}
