package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;

class SpoolFaultTest {
    @TempDir Path dir;

    private boolean isDiskFull;

    /// Takes half of what it is given when the disk is full, as a disk does.
    private final SegmentStore disk =
            file -> {
                var real = SegmentStore.DISK.open(file);
                return new SegmentStore.Writer() {
                    @Override
                    public void write(ByteBuffer bytes, long position) throws IOException {
                        if (isDiskFull) {
                            bytes.limit(bytes.position() + bytes.remaining() / 2);
                            real.write(bytes, position);
                            throw new IOException("No space left on device");
                        }
                        real.write(bytes, position);
                    }

                    @Override
                    public void force() throws IOException {
                        real.force();
                    }

                    @Override
                    public void close() throws IOException {
                        real.close();
                    }
                };
            };

    @Test
    void aFullDiskLosesNothingAndNoOrder() throws IOException {
        try (var spool = Spool.open(dir, disk, new Spool.Limits(500, 1_000_000, 4_000))) {
            int written = 0;
            for (int round = 0; round < 5; round++) {
                isDiskFull = true;
                while (!spool.isFull()) {
                    append(spool, ++written);
                    assertThat(spool.flush()).isFalse();
                    assertThat(spool.trouble()).hasMessageContaining("No space left");
                    assertThat(spool.writtenOffset()).isLessThan(written);
                }
                isDiskFull = false;
                assertThat(spool.flush()).isTrue();
                assertThat(spool.trouble()).isNull();
                assertThat(spool.isFull()).isFalse();
                append(spool, ++written); // and it works again
                assertThat(spool.flush()).isTrue();
            }
            assertThat(spool.writtenOffset()).isEqualTo(written);
        }
        assertThatAllIsThere();
    }

    @Test
    void aRunnerKilledOnAFullDiskLeavesASpoolThatCanBeRepaired() throws IOException {
        var spool = Spool.open(dir, disk, Spool.Limits.DEFAULT);
        append(spool, 1);
        assertThat(spool.flush()).isTrue();
        isDiskFull = true;
        append(spool, 2);
        assertThat(spool.flush()).isFalse();
        spool.close();
        isDiskFull = false;
        try (var next = Spool.open(dir, disk, Spool.Limits.DEFAULT)) {
            assertThat(next.cutBytes()).isPositive();
            assertThat(next.nextOffset()).isEqualTo(2);
            append(next, 2);
            assertThat(next.flush()).isTrue();
        }
        assertThatAllIsThere();
    }

    @Test
    void aSpoolThatNobodyAcknowledgesIsFullOneDayAndGoesOnWhenSomebodyDoes() throws IOException {
        try (var spool = Spool.open(dir, disk, new Spool.Limits(500, 3_000, 1_000_000))) {
            int written = 0;
            while (!spool.isFull()) {
                append(spool, ++written);
                assertThat(spool.flush()).isTrue();
            }
            assertThat(spool.acknowledge(written)).isPositive();
            assertThat(spool.isFull()).isFalse();
            append(spool, ++written);
            assertThat(spool.flush()).isTrue();
            assertThat(spool.writtenOffset()).isEqualTo(written);
        }
    }

    @Test
    void aSegmentTornAnywhereLosesTheTornLineAndNoOther() throws IOException {
        byte[] whole;
        try (var spool = Spool.open(dir)) {
            for (int n = 1; n <= 5; n++) {
                append(spool, n);
            }
            assertThat(spool.flush()).isTrue();
            whole = Files.readAllBytes(onlySegment());
        }
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(onlySegment(), Arrays.copyOf(whole, cut));
            var left = new String(whole, 0, cut, StandardCharsets.UTF_8);
            int lines = (int) left.chars().filter(c -> c == '\n').count();
            try (var spool = Spool.open(dir)) {
                assertThat(spool.nextOffset()).as("cut after %d", cut).isEqualTo(lines + 1L);
                append(spool, lines + 1); // and it works again
                assertThat(spool.flush()).isTrue();
            }
            assertThat(Files.readAllLines(onlySegment())).hasSize(lines + 1);
        }
        assertThatAllIsThere();
    }

    private Path onlySegment() throws IOException {
        try (var files = Files.list(dir)) {
            return files.findFirst().orElseThrow();
        }
    }

    /// The kernel says once that it could not write, and then takes its pages for written.
    @Test
    void aForceThatFailedWritesOnceMore() throws IOException {
        var writes = new ArrayList<Long>();
        var failing = new boolean[1];
        SegmentStore failsToForce =
                file -> {
                    var real = SegmentStore.DISK.open(file);
                    return new SegmentStore.Writer() {
                        @Override
                        public void write(ByteBuffer bytes, long position) throws IOException {
                            writes.add(position);
                            real.write(bytes, position);
                        }

                        @Override
                        public void force() throws IOException {
                            if (failing[0]) {
                                throw new IOException("Input/output error");
                            }
                            real.force();
                        }

                        @Override
                        public void close() throws IOException {
                            real.close();
                        }
                    };
                };
        try (var spool = Spool.open(dir, failsToForce, Spool.Limits.DEFAULT)) {
            append(spool, 1);
            assertThat(spool.flush()).isTrue();
            failing[0] = true;
            assertThatExceptionOfType(IOException.class).isThrownBy(spool::force);
            append(spool, 2);
            assertThat(spool.flush()).isTrue();
            writes.clear();
            failing[0] = false;
            spool.force();
            assertThat(writes).containsExactly(0L);
            writes.clear();
            spool.force();
            assertThat(writes).isEmpty();
            append(spool, 3); // and it works again
            assertThat(spool.flush()).isTrue();
        }
        assertThatAllIsThere();
    }

    private static void append(Spool spool, int n) {
        spool.append(Instant.EPOCH, ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8));
    }

    private void assertThatAllIsThere() throws IOException {
        long next = 1;
        try (var files = Files.list(dir)) {
            for (var file : files.sorted().toList()) {
                for (var line : Files.readAllLines(file)) {
                    assertThat(line)
                            .startsWith("{\"offset\":" + next + ",")
                            .endsWith("{\"n\":" + next + "}}");
                    next++;
                }
            }
        }
        assertThat(next).isGreaterThan(2);
    }
}
