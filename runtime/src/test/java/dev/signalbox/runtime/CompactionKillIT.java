package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.Batch;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.state.Compaction;
import dev.signalbox.state.SessionState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

class CompactionKillIT {
    private static final int EVENTS = 20_000;
    private static final int KILLS = 4;

    @TempDir Path dir;

    @Test
    void aKillInTheMiddleLosesNothingAndTheNextOneGoesOn() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CompactionKillIT: seed " + seed);
        var random = new Random(seed);
        var file = dir.resolve("signalbox.db");
        try (var journal = SqliteJournal.open(file)) {
            journal.create(RandomTalk.session("s"), List.of());
            var claim = Objects.requireNonNull(journal.claim("s", "here"));
            var entries = new RandomTalk("s", random).next(EVENTS);
            journal.append(claim, new Batch(1, entries, 0, null));
        }
        var written = read(file);
        var whole = SessionState.EMPTY.onAll(written);
        int before = written.size();
        for (int i = 0; i < KILLS; i++) {
            assertThat(compact(file, 1 + random.nextInt(4))).as("killed").isEqualTo(137);
            var left = read(file);
            assertThat(left.size()).as("it goes on").isLessThan(before);
            assertThat(SessionState.EMPTY.onAll(left)).isEqualTo(whole);
            before = left.size();
        }
        assertThat(compact(file, Integer.MAX_VALUE)).as("and to the end").isZero();
        assertThat(read(file)).isEqualTo(Compaction.compact(written));
        try (var journal = SqliteJournal.open(file)) { // And it works again.
            var claim = Objects.requireNonNull(journal.claim("s", "here"));
            journal.append(claim, new Batch(EVENTS + 1L, List.of(), 1, null));
        }
    }

    private static List<dev.signalbox.protocol.Envelope> read(Path file) throws Exception {
        try (var journal = SqliteJournal.open(file)) {
            return RandomTalk.read(journal, "s", 0);
        }
    }

    /// @param steps after so many it is killed
    /// @return its exit status
    private static int compact(Path file, int steps) throws IOException, InterruptedException {
        var victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CompactForever.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var out = victim.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("step") && ++seen == steps) {
                    victim.toHandle().destroyForcibly();
                }
            }
        }
        return victim.waitFor();
    }
}
