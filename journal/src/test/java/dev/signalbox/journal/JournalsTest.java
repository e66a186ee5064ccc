package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Track;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

final class JournalsTest {
    @TempDir Path data;

    @Test
    void aUrlNamesAJournal() throws Exception {
        try (var memory = Journals.open("memory:", data)) {
            assertThat(memory).isInstanceOf(InMemoryJournal.class);
        }
        Journals.open("sqlite:", data).close();
        assertThat(data.resolve("signalbox.db")).exists();
        Journals.open("sqlite:other/events.db", data).close();
        assertThat(data.resolve("other/events.db")).exists();
        Journals.open("sqlite:" + data.resolve("absolute.db"), Path.of("elsewhere")).close();
        assertThat(data.resolve("absolute.db")).exists();
    }

    @Test
    void anotherUrlIsRefusedWithoutBeingShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Journals.open("mysql://u:hush@h/db", data))
                .withMessageContaining("sqlite:")
                .withMessageNotContaining("hush");
    }

    @Test
    void aBatchHasNoGaps() {
        var samples = new Samples();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Batch(1, List.of(samples.delta(1), samples.delta(3)), 0, null));
    }

    @Test
    void aLogLineWithoutLevelIsInfoAndOnTheOperationsTrack() {
        var log = log(Track.OPERATIONS);
        assertThat(log.level()).isEqualTo(LogLevel.INFO);
        assertThatIllegalArgumentException().isThrownBy(() -> log(Track.CONVERSATION));
    }

    private static Entry log(Track track) {
        return new Entry(1, Instant.EPOCH, Samples.LOG, track, null, null, null, new byte[0]);
    }

    @Test
    void onlyALogLineHasALevel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Entry(
                                1,
                                Instant.EPOCH,
                                "session:error",
                                Track.OPERATIONS,
                                LogLevel.ERROR,
                                null,
                                null,
                                new byte[0]));
    }
}
