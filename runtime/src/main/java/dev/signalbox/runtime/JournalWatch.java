package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Whether the journal works. After a failure one thread tries again until it does, and then says
/// so once.
final class JournalWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JournalWatch.class.getName());
    private static final Duration RETRY = Duration.ofMillis(250);

    private final Journal journal;
    private final Runnable worksAgain;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);

    JournalWatch(Journal journal, Runnable worksAgain) {
        this.journal = journal;
        this.worksAgain = worksAgain;
    }

    boolean works() {
        return !failed.get();
    }

    /// The journal failed somebody.
    void failed() {
        if (failed.compareAndSet(false, true)) {
            LOG.log(ERROR, "journal unavailable: nothing is shown until it works again");
            Thread.ofVirtual().name("journal-watch").start(this::probe);
        }
    }

    private void probe() {
        try {
            while (!closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    journal.probe();
                    LOG.log(INFO, "journal works again");
                    failed.set(false);
                    worksAgain.run();
                    return;
                } catch (JournalException e) {
                    LOG.log(INFO, "journal still unavailable reason=" + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
