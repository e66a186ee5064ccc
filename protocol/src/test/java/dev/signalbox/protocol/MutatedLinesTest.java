package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Nothing that a peer can send makes a reader fail in a way of its own.
class MutatedLinesTest {
    private static final int LINES = 20_000;
    private static final List<String> CRUMBS =
            List.of(
                    "null",
                    "true",
                    "1e999",
                    "-",
                    "99999999999999999999",
                    "1.5",
                    "\"\"",
                    "{}",
                    "[]",
                    "[[[[",
                    "}",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\\u0000",
                    "\\ud83d",
                    "\u0000",
                    "\"type\":",
                    "\"type\":5,",
                    "{\"a\":",
                    "\n",
                    "0");

    /// A reader of lines.
    private interface Reader {
        Object read(byte[] line) throws ProtocolException;
    }

    @Test
    void aMutatedLineIsReadOrIsAViolationAndNothingElse() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("MutatedLinesTest seed=" + seed);
        var random = new SplittableRandom(seed);
        var lines = lines();
        int violations = 0;
        for (int i = 0; i < LINES; i++) {
            byte[] line = mutate(lines.get(random.nextInt(lines.size())), lines, random);
            for (var reader : readers()) {
                if (!isRead(reader, line, seed, i)) {
                    violations++;
                }
            }
        }
        assertThat(violations).isGreaterThan(LINES);
    }

    private static boolean isRead(Reader reader, byte[] line, long seed, int index) {
        try {
            assertThat(reader.read(line)).isNotNull();
            return true;
        } catch (ProtocolException e) {
            assertThat(e.kind()).isNotNull();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "seed "
                            + seed
                            + ", line "
                            + index
                            + ": "
                            + new String(line, StandardCharsets.UTF_8),
                    e);
        }
    }

    private static List<Reader> readers() {
        return List.of(
                SpoolLine::read,
                SpoolLine::readEvent,
                EnvelopeJson::read,
                line -> ProtocolJson.read(line, RunnerCommand.class),
                line -> ProtocolJson.read(line, RunnerReply.class),
                line -> ProtocolJson.read(line, ClientFrame.class),
                line -> ProtocolJson.read(line, ServerFrame.class),
                line -> ProtocolJson.read(line, Requests.CreateSession.class),
                line -> ProtocolJson.read(line, Requests.SendMessage.class));
    }

    private static List<byte[]> lines() {
        var lines = new ArrayList<byte[]>();
        for (var vector : Vectors.cases()) {
            byte[] json = ProtocolJson.writeBytes(vector.json());
            lines.add(json);
            if (vector.folder().equals("stream-event")) {
                lines.add(SpoolLine.write(7, Instant.EPOCH, json));
            }
        }
        return lines;
    }

    private static byte[] mutate(byte[] line, List<byte[]> lines, SplittableRandom random) {
        byte[] changed = line;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(changed.length + 1);
            int end = Math.min(changed.length, at + random.nextInt(12));
            changed =
                    switch (random.nextInt(5)) {
                        case 0 -> splice(changed, at, at, crumb(random));
                        case 1 -> splice(changed, at, end, crumb(random));
                        case 2 -> splice(changed, at, end, new byte[0]);
                        case 3 -> splice(changed, at, end, noise(random));
                        default -> {
                            byte[] other = lines.get(random.nextInt(lines.size()));
                            int from = random.nextInt(other.length);
                            yield splice(
                                    changed,
                                    at,
                                    end,
                                    Arrays.copyOfRange(
                                            other, from, Math.min(other.length, from + 20)));
                        }
                    };
        }
        return changed;
    }

    private static byte[] crumb(SplittableRandom random) {
        return CRUMBS.get(random.nextInt(CRUMBS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] noise = new byte[random.nextInt(4)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        byte[] spliced = new byte[from + with.length + bytes.length - to];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(with, 0, spliced, from, with.length);
        System.arraycopy(bytes, to, spliced, from + with.length, bytes.length - to);
        return spliced;
    }
}
