package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.FailingJournal;
import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.JournalException.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class JournalWatchTest {
    private final FailingJournal journal = new FailingJournal(new InMemoryJournal());
    private final AtomicInteger recoveries = new AtomicInteger();
    private final JournalWatch watch =
            new JournalWatch(journal, recoveries::incrementAndGet, Duration.ZERO);

    @AfterEach
    void close() {
        watch.close();
        journal.close();
    }

    @Test
    void aJournalThatFailedUnseenIsFoundByWhoAsksAndThenWorksAgain() {
        assertThat(watch.trouble()).isNull();
        journal.breakDown();
        HostFixture.awaitTrue(() -> {
            watch.refresh();
            return watch.trouble() != null;
        });
        journal.repair();
        HostFixture.awaitTrue(() -> watch.trouble() == null);
    }

    @Test
    void aReadThatFailsIsNoTroubleWhenAProbeGoesThrough() {
        watch.doubted();
        HostFixture.awaitTrue(() -> recoveries.get() == 1);
        assertThat(watch.trouble()).isNull();
    }

    @Test
    void aWriteThatFailsIsTroubleWithItsReasonUntilAProbeGoesThrough() {
        journal.breakDown();
        watch.failed(new JournalException(Reason.NO_ROOM, "a full disk", null));
        watch.failed(new JournalException(Reason.NO_ROOM, "a full disk", null));
        assertThat(watch.trouble()).isEqualTo(Reason.NO_ROOM);
        assertThat(recoveries).hasValue(0);
        journal.repair();
        HostFixture.awaitTrue(() -> watch.trouble() == null && recoveries.get() == 1);
    }
}
