package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class LineReaderTest {
    @Test
    void linesComeWithoutTheirNewlines() throws IOException {
        assertThat(all("a\n\nbc\n", 10)).containsExactly("a", "", "bc");
    }

    @Test
    void aLastLineWithoutNewlineIsSaidToBeCutOff() throws IOException {
        var reader = reader("a\nbc", 10);
        assertThat(reader.next())
                .isInstanceOfSatisfying(
                        LineReader.Line.Whole.class, l -> assertThat(l.isTerminated()).isTrue());
        assertThat(reader.next())
                .isInstanceOfSatisfying(
                        LineReader.Line.Whole.class,
                        l -> {
                            assertThat(l.bytes()).asString().isEqualTo("bc");
                            assertThat(l.isTerminated()).isFalse();
                        });
        assertThat(reader.next()).isNull();
    }

    @Test
    void aReaderKnowsWhetherItWouldHaveToWait() throws IOException {
        var reader = reader("a\nb\nc", 10);
        assertThat(reader.isNextHere()).as("nothing was read yet").isFalse();
        reader.next();
        assertThat(reader.isNextHere()).isTrue();
        reader.next();
        assertThat(reader.isNextHere()).as("no newline").isFalse();
        reader.next();
        assertThat(reader.isNextHere()).isFalse();
    }

    @Test
    void aLineAtTheLimitIsTakenAndALongerOneSkippedToItsNewline() throws IOException {
        String limit = "x".repeat(100_000);
        assertThat(all(limit + "\n" + limit + "y\nz\n" + limit + "yy", 100_000))
                .containsExactly(limit, "too long 100001", "z", "too long 100002");
    }

    @Test
    void linesOfAnyLengthInReadsOfAnyLengthComeWhole() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var text = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            int length = random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(200);
            String line = "é".repeat(length / 2);
            text.append(line).append('\n');
            expected.add(length / 2 * 2 <= 200_000 ? line : "too long " + length / 2 * 2);
        }
        var in =
                new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public synchronized int read(byte[] target, int from, int length) {
                        return super.read(target, from, Math.min(length, 1 + random.nextInt(9999)));
                    }
                };
        assertThat(all(new LineReader(in, 200_000))).as("seed %d", seed).isEqualTo(expected);
    }

    private static LineReader reader(String text, int max) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new LineReader(in, max);
    }

    private static List<String> all(String text, int max) throws IOException {
        return all(reader(text, max));
    }

    private static List<String> all(LineReader reader) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            lines.add(
                    switch (line) {
                        case LineReader.Line.Whole whole ->
                                new String(whole.bytes(), StandardCharsets.UTF_8);
                        case LineReader.Line.TooLong(long bytes, _) -> "too long " + bytes;
                    });
        }
        return lines;
    }
}
