package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.JournalLogs.LogLine;
import dev.signalbox.journal.JournalLogs.Logged;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Drops from the journal the log lines that a session does not keep: the oldest ones first, and
/// nothing else ever.
///
/// One thread, `log-retention`. A session of which nothing is new since it was looked at last costs
/// one look at its oldest line. What goes is dropped in small transactions with a rest between them at
/// least as long, so that whoever writes or reads waits for one of them at most. It needs no claim:
/// several servers on one journal do the same work, and none does it twice.
public final class LogRetainer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogRetainer.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration LEAST_REST = Duration.ofMillis(5);
    private static final int SESSIONS_AT_ONCE = 100;

    /// Lines that are looked at in one read.
    private static final int PAGE_LINES = 5_000;

    /// Lines that are dropped in one transaction.
    private static final int STEP_LINES = 500;

    private final Journal journal;
    private final LogRetention keep;
    private final Listener listener;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("log-retention").unstarted(this::run);

    /// The head of each session that keeps within its bounds, when it was looked at last.
    private final Map<String, Long> looked = new HashMap<>();

    private boolean isFailing;

    /// Hears what was dropped, on the retainer's thread.
    @FunctionalInterface
    public interface Listener {
        /// @param lines how many were dropped of this session
        void dropped(String sessionId, long lines);
    }

    public LogRetainer(Journal journal, LogRetention keep, Listener listener, InstantSource clock) {
        this.journal = journal;
        this.keep = keep;
        this.listener = listener;
        this.clock = clock;
    }

    /// Begins, unless everything is kept.
    public void start() {
        if (!keep.isAll()) {
            thread.start();
        }
    }

    private void run() {
        try {
            do {
                pass();
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            LOG.log(INFO, "log retention was ended in the middle; the next server goes on");
        }
    }

    private void pass() throws InterruptedException {
        try {
            retainAll();
            if (isFailing) {
                isFailing = false;
                LOG.log(INFO, "log retention works again");
            }
        } catch (JournalException e) {
            if (!isFailing) {
                isFailing = true;
                LOG.log(WARNING, "log retention waits for the journal reason=" + e.getMessage());
            }
        }
    }

    /// Looks at every session once. For tests too, without a thread.
    void retainAll() throws JournalException, InterruptedException {
        var now = clock.instant();
        var seen = new HashMap<String, Long>();
        long last = 0;
        List<Logged> page;
        do {
            long began = System.nanoTime();
            page = journal.logged(last, SESSIONS_AT_ONCE);
            for (var session : page) {
                last = session.number();
                retain(session, now);
                seen.put(session.sessionId(), session.headSeq());
            }
            rest(System.nanoTime() - began);
        } while (page.size() == SESSIONS_AT_ONCE && closing.getCount() > 0);
        looked.clear(); // Of those that were deleted nothing is remembered.
        looked.putAll(seen);
    }

    private void retain(Logged session, Instant now) throws JournalException, InterruptedException {
        @Nullable LogLine oldest = journal.oldestLog(session.sessionId());
        if (oldest == null) {
            return;
        }
        @Nullable Long before = looked.get(session.sessionId());
        boolean isNew = before == null || before != session.headSeq();
        if (!isNew && !isTooOld(oldest, now)) {
            return;
        }
        long upTo = lastToDrop(session.sessionId(), now);
        if (upTo < oldest.seq()) {
            return;
        }
        long dropped = drop(session.sessionId(), upTo);
        if (dropped > 0) {
            listener.dropped(session.sessionId(), dropped);
        }
    }

    private boolean isTooOld(LogLine line, Instant now) {
        return !keep.age().isZero() && line.at().isBefore(now.minus(keep.age()));
    }

    /// @return the newest line that is not kept; 0 when all are
    private long lastToDrop(String sessionId, Instant now)
            throws JournalException, InterruptedException {
        long before = Long.MAX_VALUE;
        long lines = 0;
        long bytes = 0;
        List<LogLine> page;
        do {
            long began = System.nanoTime();
            page = journal.logLines(sessionId, before, PAGE_LINES);
            for (var line : page) {
                lines++;
                bytes += line.bytes();
                boolean isTooMuch =
                        (keep.lines() > 0 && lines > keep.lines())
                                || (keep.bytes() > 0 && bytes > keep.bytes());
                if (isTooMuch || isTooOld(line, now)) {
                    return line.seq();
                }
                before = line.seq();
            }
            rest(System.nanoTime() - began);
        } while (page.size() == PAGE_LINES && closing.getCount() > 0);
        return 0;
    }

    private long drop(String sessionId, long upTo) throws JournalException, InterruptedException {
        long all = 0;
        int dropped;
        do {
            long began = System.nanoTime();
            dropped = journal.dropLogs(sessionId, upTo, STEP_LINES);
            all += dropped;
            rest(System.nanoTime() - began);
        } while (dropped == STEP_LINES && closing.getCount() > 0);
        return all;
    }

    private void rest(long nanos) throws InterruptedException {
        long millis = Math.max(LEAST_REST.toMillis(), TimeUnit.NANOSECONDS.toMillis(nanos));
        var _ = closing.await(millis, TimeUnit.MILLISECONDS);
    }

    /// Ends after the step that is under way. Closing twice does nothing.
    @Override
    public void close() {
        closing.countDown();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
