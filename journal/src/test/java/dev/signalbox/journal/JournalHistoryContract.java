package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.JournalHistory.Checkpoint;
import dev.signalbox.journal.JournalHistory.CompactionStep;
import dev.signalbox.journal.JournalHistory.Uncompacted;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// What every journal promises of events that were written long ago.
abstract class JournalHistoryContract extends JournalLogsContract {
    @Test
    void whatACompleteBlockHasNoNeedOfIsDropped() throws Exception {
        var claim = ofOneBlock();
        assertThat(journal().compact(claim.sessionId(), new CompactionStep(List.of(1L, 2L), 3, 3)))
                .isTrue();
        assertThat(seqs(all(claim.sessionId()))).containsExactly(3L, 4L);
        assertThat(row(claim).headSeq()).isEqualTo(4);
        journal().append(claim, samples.batch(5, 2));
        assertThat(seqs(all(claim.sessionId()))).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void nothingButDeltasAndUpdatesIsEverDropped() throws Exception {
        var claim = ofOneBlock();
        var everything = new CompactionStep(List.of(1L, 2L, 3L, 4L), 4, 4);
        assertThat(journal().compact(claim.sessionId(), everything)).isTrue();
        assertThat(seqs(all(claim.sessionId()))).containsExactly(3L, 4L);
    }

    @Test
    void pagesGoOverHolesForwardsAndBackwards() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 100));
        var even = LongStream.rangeClosed(1, 49).map(i -> i * 2).boxed().toList();
        journal().compact(claim.sessionId(), new CompactionStep(even, 99, 99));
        var left = LongStream.rangeClosed(1, 100).filter(i -> i % 2 == 1 || i == 100).boxed();
        var expected = left.toList();
        var up = new ArrayList<Long>();
        long after = 0;
        while (after < 100) {
            var page = journal().read(claim.sessionId(), ReadRequest.after(after, 7, MANY_BYTES));
            up.addAll(seqs(page));
            after = page.getLast().seq();
        }
        assertThat(up).isEqualTo(expected);
        var down = new ArrayList<Long>();
        @Nullable Long before = null;
        do {
            var page =
                    journal()
                            .read(
                                    claim.sessionId(),
                                    ReadRequest.after(0, 7, MANY_BYTES)
                                            .before(before)
                                            .descending());
            down.addAll(seqs(page));
            before = page.isEmpty() ? 0 : page.getLast().seq();
        } while (before > 1);
        assertThat(down.reversed()).isEqualTo(expected);
    }

    @Test
    void aBatchIsKnownAgainAfterSomeOfItWasDropped() throws Exception {
        var claim = claimNew();
        var entries = new ArrayList<>(samples.deltas(1, 3));
        entries.add(samples.with(4, new byte[] {'{', '}'}));
        var batch = new Batch(1, entries, 4, null);
        journal().append(claim, batch);
        journal().compact(claim.sessionId(), new CompactionStep(List.of(1L, 3L), 4, 4));
        assertThat(journal().append(claim, batch)).isEqualTo(new AppendResult.Committed(4));
        assertThat(seqs(all(claim.sessionId()))).containsExactly(2L, 4L);
        assertThat(journal().append(claim, samples.batch(5, 1)))
                .isEqualTo(new AppendResult.Committed(5));
    }

    @Test
    void aSessionIsUncompactedUntilItWasLookedAtToItsEnd() throws Exception {
        var claim = ofOneBlock();
        assertThat(uncompacted(claim)).isNotNull();
        journal().compact(claim.sessionId(), new CompactionStep(List.of(), 1, 3));
        var half = uncompacted(claim);
        assertThat(half).isNotNull();
        assertThat(List.of(half.from(), half.to(), half.headSeq())).containsExactly(1L, 3L, 4L);
        journal().compact(claim.sessionId(), new CompactionStep(List.of(), 4, 4));
        assertThat(uncompacted(claim)).isNull();
        journal().append(claim, samples.batch(5, 1));
        assertThat(uncompacted(claim)).isNotNull();
    }

    @Test
    void whoIsBehindSomebodyElseHasNothingToDo() throws Exception {
        var claim = ofOneBlock();
        journal().compact(claim.sessionId(), new CompactionStep(List.of(), 4, 4));
        var late = new CompactionStep(List.of(1L), 3, 3);
        assertThat(journal().compact(claim.sessionId(), late)).isFalse();
        assertThat(seqs(all(claim.sessionId()))).hasSize(4);
        var ahead = new CompactionStep(List.of(1L), 5, 5);
        assertThat(journal().compact(claim.sessionId(), ahead)).isFalse();
        assertThat(journal().compact(samples.id(), late)).isFalse();
    }

    @Test
    void theNewestCheckpointIsKept() throws Exception {
        var claim = ofOneBlock();
        String id = claim.sessionId();
        assertThat(journal().checkpoint(id)).isNull();
        journal().keep(id, new Checkpoint(3, 1, new byte[] {1}));
        journal().keep(id, new Checkpoint(2, 1, new byte[] {2}));
        assertCheckpoint(id, 3, 1, 1);
        journal().keep(id, new Checkpoint(4, 1, new byte[] {3}));
        assertCheckpoint(id, 4, 1, 3);
        journal().keep(id, new Checkpoint(2, 2, new byte[] {4}));
        assertCheckpoint(id, 2, 2, 4);
        journal().keep(id, new Checkpoint(5, 2, new byte[] {5})); // It has 4 events.
        assertCheckpoint(id, 2, 2, 4);
    }

    private void assertCheckpoint(String id, long seq, int format, int data) throws Exception {
        var kept = journal().checkpoint(id);
        assertThat(kept).isNotNull();
        assertThat(kept.seq()).isEqualTo(seq);
        assertThat(kept.format()).isEqualTo(format);
        assertThat(kept.data()).containsExactly(data);
    }

    @Test
    void aCheckpointGoesWithItsSession() throws Exception {
        var claim = ofOneBlock();
        journal().keep(claim.sessionId(), new Checkpoint(4, 1, new byte[] {1}));
        journal().delete(claim);
        assertThat(journal().checkpoint(claim.sessionId())).isNull();
        journal().keep(claim.sessionId(), new Checkpoint(4, 1, new byte[] {1}));
        assertThat(journal().checkpoint(claim.sessionId())).isNull();
    }

    /// A delta, a delta, and two events that stay.
    private Claim ofOneBlock() throws JournalException {
        var claim = claimNew();
        var entries = new ArrayList<>(samples.deltas(1, 2));
        entries.add(samples.with(3, new byte[] {'{', '}'}));
        entries.add(samples.status(4));
        journal().append(claim, new Batch(1, entries, 0, null));
        return claim;
    }

    private @Nullable Uncompacted uncompacted(Claim claim) throws JournalException {
        long last = 0;
        List<Uncompacted> page;
        do {
            page = journal().uncompacted(last, 100);
            for (var session : page) {
                if (session.sessionId().equals(claim.sessionId())) {
                    return session;
                }
                last = session.number();
            }
        } while (!page.isEmpty());
        return null;
    }
}
