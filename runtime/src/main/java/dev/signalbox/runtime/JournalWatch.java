package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Whether the journal works. After a failure one thread tries again until it does; each change is
/// logged once.
///
/// Thread-safe. The lock guards the fields, and nothing is called while it is held.
final class JournalWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JournalWatch.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    /// Who fails again within this has not recovered: the waits get no shorter.
    private static final Duration CALM = Duration.ofSeconds(10);

    private final Journal journal;
    private final Runnable worksAgain;
    private final Duration old;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile JournalException.@Nullable Reason trouble;
    private volatile long workedAt = System.nanoTime();
    private long failedAt;
    private long begunAt = workedAt;
    private Duration wait = FIRST_RETRY;
    private boolean isProbing;

    /// @param worksAgain run on the watch's thread each time that the journal was found to work
    /// @param old what was seen longer ago is looked at again by who asks
    JournalWatch(Journal journal, Runnable worksAgain, Duration old) {
        this.journal = journal;
        this.worksAgain = worksAgain;
        this.old = old;
    }

    /// What is wrong, as far as is known; null when nothing is.
    JournalException.@Nullable Reason trouble() {
        return trouble;
    }

    /// Looks in the background when nobody has for a while: a database that nobody writes to may
    /// have failed unseen.
    void refresh() {
        if (trouble == null && since(workedAt).compareTo(old) > 0 && beginsToProbe()) {
            start(Duration.ZERO);
        }
    }

    /// The journal failed somebody who wrote.
    void failed(JournalException why) {
        failed(why.reason());
        doubted();
    }

    /// The journal failed somebody who read, or did not write what it should: a probe decides.
    void doubted() {
        if (beginsToProbe()) {
            start(nextWait());
        }
    }

    private boolean beginsToProbe() {
        lock.lock();
        try {
            boolean begins = !isProbing && closing.getCount() > 0;
            if (begins) {
                if (since(begunAt).compareTo(CALM) > 0) {
                    wait = FIRST_RETRY;
                }
                begunAt = System.nanoTime();
                isProbing = true;
            }
            return begins;
        } finally {
            lock.unlock();
        }
    }

    private void start(Duration firstWait) {
        Thread.ofVirtual().name("journal-watch").start(() -> probe(firstWait));
    }

    private void failed(JournalException.Reason reason) {
        boolean isNews;
        lock.lock();
        try {
            isNews = trouble != reason;
            if (trouble == null) {
                failedAt = System.nanoTime();
            }
            trouble = reason;
        } finally {
            lock.unlock();
        }
        if (isNews) {
            LOG.log(
                    ERROR,
                    "journal unavailable, nothing is shown until it works again reason="
                            + reason.words()
                            + "; "
                            + reason.todo());
        }
    }

    private void probe(Duration firstWait) {
        var next = firstWait;
        try {
            while (!closing.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    journal.probe();
                    worked();
                    worksAgain.run();
                    return;
                } catch (JournalException e) {
                    failed(e.reason());
                    next = nextWait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void worked() {
        Duration lasted = null;
        lock.lock();
        try {
            isProbing = false;
            if (trouble != null) {
                trouble = null;
                lasted = since(failedAt);
            }
            workedAt = System.nanoTime();
        } finally {
            lock.unlock();
        }
        if (lasted != null) {
            LOG.log(INFO, "journal works again after_ms=" + lasted.toMillis());
        }
    }

    private Duration nextWait() {
        lock.lock();
        try {
            var now = wait;
            var longer = now.multipliedBy(2);
            wait = longer.compareTo(LONGEST_RETRY) < 0 ? longer : LONGEST_RETRY;
            return now;
        } finally {
            lock.unlock();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Override
    public void close() {
        closing.countDown();
    }

    /// Refuses what the journal would fail, before anything of it is done and without a wait.
    ///
    /// @throws SignalboxException `JOURNAL_UNAVAILABLE`
    void require() {
        JournalException.@Nullable Reason now = trouble();
        if (now != null) {
            throw unavailable(now, null);
        }
    }

    /// What a caller is told whom the journal has failed. The journal is looked at.
    SignalboxException failure(JournalException e) {
        if (e.reason() == JournalException.Reason.DAMAGED) {
            return new SignalboxException(
                    ErrorCode.INTERNAL, "what is stored is damaged; the log says more", e);
        }
        doubted();
        return unavailable(e.reason(), e);
    }

    static SignalboxException unavailable(
            JournalException.Reason reason, @Nullable Throwable cause) {
        String message =
                "the journal does not work now: " + reason.words() + "; try again in a moment";
        return cause == null
                ? new SignalboxException(ErrorCode.JOURNAL_UNAVAILABLE, message)
                : new SignalboxException(ErrorCode.JOURNAL_UNAVAILABLE, message, cause);
    }
}
