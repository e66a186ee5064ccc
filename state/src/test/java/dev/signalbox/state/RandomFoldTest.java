package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Two thousand journals of two hundred events, legal and illegal ones mixed.
class RandomFoldTest {
    private static final int JOURNALS = 2_000;
    private static final int EVENTS = 200;

    private final long firstSeed = new Random().nextLong();

    @Test
    void everyJournalFoldsAndReplayEqualsLiveAndCompactionChangesNothing() {
        int dropped = 0;
        int complete = 0;
        for (int i = 0; i < JOURNALS; i++) {
            long seed = firstSeed + i;
            var live = new RandomJournal(seed).events(EVENTS);
            try {
                var state = SessionState.EMPTY.onAll(live);
                assertThat(SessionState.EMPTY.onAll(throughJson(live)))
                        .as("replay")
                        .isEqualTo(state);
                var compacted = Compaction.compact(live);
                var fromCompacted = SessionState.EMPTY.onAll(compacted);
                assertThat(fromCompacted).as("compacted").isEqualTo(state);
                assertThat(Compaction.compact(compacted)).as("again").isEqualTo(compacted);
                assertThat(shown(fromCompacted)).as("shown").isEqualTo(shown(state));
                if (i % 4 == 0) {
                    assertCheckpointsAreTheSame(live, state);
                }
                dropped += live.size() - compacted.size();
                complete +=
                        state.conversations().places().size() - state.conversations().open().size();
            } catch (ProtocolException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        // The journals are worth folding: blocks complete in them, and compaction finds something.
        assertThat(complete).as("seed %d", firstSeed).isGreaterThan(JOURNALS * 5);
        assertThat(dropped).as("seed %d", firstSeed).isGreaterThan(JOURNALS * 5);
    }

    /// Written, read and folded on, a state is what it would have been.
    private static void assertCheckpointsAreTheSame(List<Envelope> live, SessionState end)
            throws ProtocolException {
        for (int at : new int[] {live.size() / 3, live.size()}) {
            var state = SessionState.EMPTY.onAll(live.subList(0, at));
            var again = StateCheckpoint.read(StateCheckpoint.write(state));
            assertThat(again).as("checkpoint").isEqualTo(state);
            assertThat(shown(again)).as("checkpoint, shown").isEqualTo(shown(state));
            assertThat(shown(again.onAll(live.subList(at, live.size()))))
                    .as("checkpoint and on")
                    .isEqualTo(shown(end));
        }
    }

    /// As JSON, where the order of conversations shows as well.
    private static String shown(SessionState state) {
        return ProtocolJson.write(state.snapshot("s1", 1, true));
    }

    private static List<Envelope> throughJson(List<Envelope> events) throws ProtocolException {
        var read = new ArrayList<Envelope>(events.size());
        for (var event : events) {
            read.add(EnvelopeJson.read(EnvelopeJson.write(event)));
        }
        return read;
    }
}
