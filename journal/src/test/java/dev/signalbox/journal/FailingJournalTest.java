package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;

final class FailingJournalTest {
    private final Samples samples = new Samples();
    private final FailingJournal journal = new FailingJournal(new InMemoryJournal());
    private Claim claim;

    @BeforeEach
    void claim() throws Exception {
        var row = journal.create(samples.session(), List.of());
        claim = Objects.requireNonNull(journal.claim(row.id(), "here"));
    }

    private void assertAppendFails(Batch batch) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(claim, batch))
                .withMessageContaining("planned fault");
    }

    private long head() throws JournalException {
        return Objects.requireNonNull(journal.session(claim.sessionId())).headSeq();
    }

    @Test
    void theNthAppendFailsAndItWorksAgain() throws Exception {
        journal.onAppend(2, FailingJournal.Fault.FAIL);
        journal.append(claim, samples.batch(1, 1));
        assertAppendFails(samples.batch(2, 1));
        assertThat(head()).isEqualTo(1);
        journal.append(claim, samples.batch(2, 1));
        assertThat(journal.appends()).isEqualTo(3);
    }

    @Test
    void anUnknownOutcomeIsWrittenAndCanBeTriedAgain() throws Exception {
        journal.onAppend(1, FailingJournal.Fault.COMMIT_THEN_FAIL);
        var batch = samples.batch(1, 2);
        assertAppendFails(batch);
        assertThat(head()).isEqualTo(2);
        assertThat(journal.append(claim, batch)).isEqualTo(new AppendResult.Committed(2));
    }

    @Test
    void anAppendHangsUntilItIsReleased() throws Exception {
        for (int round = 1; round <= 2; round++) {
            var batch = samples.batch(round, 1);
            journal.onAppend(1, FailingJournal.Fault.HANG);
            var append = new FutureTask<>(() -> journal.append(claim, batch));
            Thread.startVirtualThread(append);
            await().until(() -> journal.hanging() == 1);
            assertThat(head()).isEqualTo(round - 1);
            journal.release();
            assertThat(append.get()).isEqualTo(new AppendResult.Committed(round));
        }
        journal.append(claim, samples.batch(3, 1));
    }

    @Test
    void aBrokenJournalFailsWritesAndProbesUntilItIsRepaired() throws Exception {
        journal.breakDown();
        assertAppendFails(samples.batch(1, 1));
        assertThatExceptionOfType(JournalException.class).isThrownBy(journal::probe);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.claim(claim.sessionId(), "there"));
        assertThat(head()).isZero();
        journal.repair();
        journal.probe();
        journal.append(claim, samples.batch(1, 1));
    }
}
