package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.JournalHistory.CompactionStep;
import dev.signalbox.journal.JournalHistory.Uncompacted;
import dev.signalbox.journal.ReadRequest;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.state.CompactionScan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Drops from the journal what a complete block has no need of: its deltas and updates, once they
/// are old enough. What the events add up to stays the same.
///
/// One thread, `journal-compaction`. It reads a page and drops what may go, in one
/// small transaction that notes how far it has come; then it rests at least as long as that took, so
/// that whoever writes or reads waits for one step at most. A step that was cut off is done again.
/// It needs no claim: several servers on one journal do the same work, and none does it twice.
public final class JournalCompactor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JournalCompactor.class.getName());
    private static final Set<String> ABOUT_BLOCKS =
            Set.of(
                    "session:block:start",
                    "session:block:delta",
                    "session:block:update",
                    "session:block:complete");
    private static final int SESSIONS_AT_ONCE = 100;
    private static final int PAGE_EVENTS = 500;
    private static final long PAGE_BYTES = 1 << 20;

    /// Events dropped in one transaction.
    private static final int STEP_EVENTS = 500;

    /// Pages that are read before it is noted that nothing in them may go.
    private static final int IDLE_PAGES = 20;

    private static final Duration LEAST_REST = Duration.ofMillis(5);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private final Journal journal;
    private final EventBus bus;
    private final Duration after;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("journal-compaction").unstarted(this::run);
    private boolean isFailing;

    /// @param bus hears of each step
    /// @param after how old an event must be; zero = nothing is ever dropped
    public JournalCompactor(Journal journal, EventBus bus, Duration after, InstantSource clock) {
        if (after.isNegative()) {
            throw new IllegalArgumentException("after must not be negative");
        }
        this.journal = journal;
        this.bus = bus;
        this.after = after;
        this.clock = clock;
    }

    /// Begins, unless nothing is ever to be dropped.
    public void start() {
        if (!after.isZero()) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (!closing.await(interval().toMillis(), TimeUnit.MILLISECONDS)) {
                pass();
            }
        } catch (InterruptedException _) {
            LOG.log(INFO, "compaction was ended in the middle; the next server goes on");
        }
    }

    private Duration interval() {
        var quarter = after.dividedBy(4);
        if (quarter.compareTo(SHORTEST_INTERVAL) < 0) {
            return SHORTEST_INTERVAL;
        }
        return quarter.compareTo(LONGEST_INTERVAL) < 0 ? quarter : LONGEST_INTERVAL;
    }

    /// Looks at every session that has something new which is old enough.
    private void pass() throws InterruptedException {
        try {
            compactAll(clock.instant().minus(after));
            if (isFailing) {
                isFailing = false;
                LOG.log(INFO, "compaction works again");
            }
        } catch (JournalException e) {
            if (!isFailing) {
                isFailing = true;
                LOG.log(WARNING, "compaction waits for the journal reason=" + e.getMessage());
            }
        }
    }

    /// Drops what may go of all events up to a moment. For tests too, without a thread.
    void compactAll(Instant until) throws JournalException, InterruptedException {
        long last = 0;
        List<Uncompacted> page;
        do {
            page = journal.uncompacted(last, SESSIONS_AT_ONCE);
            for (var session : page) {
                last = session.number();
                compact(session, until);
            }
        } while (page.size() == SESSIONS_AT_ONCE && closing.getCount() > 0);
    }

    private void compact(Uncompacted session, Instant until)
            throws JournalException, InterruptedException {
        try {
            new Work(session, until).run();
        } catch (ProtocolException e) {
            LOG.log(
                    WARNING,
                    "not compacted: an event is damaged session_id="
                            + session.sessionId()
                            + " reason="
                            + e.getMessage());
        }
    }

    /// One session's events, from where it is to begin up to the last that is old enough.
    private final class Work {
        private final Uncompacted session;
        private final Instant until;
        private final CompactionScan scan = new CompactionScan();
        private final List<Long> dropped = new ArrayList<>();
        private long from;
        private long to;
        private int idlePages;

        Work(Uncompacted session, Instant until) {
            this.session = session;
            this.until = until;
            this.from = session.from();
            this.to = session.to();
        }

        void run() throws JournalException, ProtocolException, InterruptedException {
            long at = session.from();
            boolean goesOn = true;
            while (goesOn && closing.getCount() > 0) {
                long began = System.nanoTime();
                var page =
                        journal.read(
                                session.sessionId(),
                                ReadRequest.after(at, PAGE_EVENTS, PAGE_BYTES)
                                        .before(session.headSeq() + 1)
                                        .types(ABOUT_BLOCKS));
                long seen = page.isEmpty() ? session.headSeq() : at;
                goesOn = !page.isEmpty();
                for (var event : page) {
                    var envelope = EnvelopeJson.read(event.json());
                    if (envelope.at().isAfter(until)) {
                        goesOn = false;
                        break;
                    }
                    seen = event.seq();
                    if (!read(scan.on(envelope))) {
                        return;
                    }
                }
                at = seen;
                if (!finishPage(at, goesOn)) {
                    return;
                }
                rest(System.nanoTime() - began);
            }
        }

        /// @return false if the session is nobody's any more
        private boolean read(List<CompactionScan.Range> ranges)
                throws JournalException, InterruptedException {
            for (var range : ranges) {
                for (long seq = range.first(); seq <= range.last(); seq++) {
                    dropped.add(seq);
                    // Not at the page's end yet: how far it has come stays as it was.
                    if (dropped.size() == STEP_EVENTS && !step(from, to)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean finishPage(long seen, boolean goesOn)
                throws JournalException, InterruptedException {
            idlePages++;
            boolean isDue = !dropped.isEmpty() || !goesOn || idlePages >= IDLE_PAGES;
            if (!isDue || (dropped.isEmpty() && seen <= to)) {
                return true;
            }
            idlePages = 0;
            from = scan.resumeAfter(seen);
            to = Math.max(to, seen);
            return step(from, to);
        }

        private boolean step(long newFrom, long newTo)
                throws JournalException, InterruptedException {
            long began = System.nanoTime();
            boolean isDone =
                    journal.compact(
                            session.sessionId(), new CompactionStep(dropped, newFrom, newTo));
            long nanos = System.nanoTime() - began;
            if (isDone && !dropped.isEmpty()) {
                bus.publish(
                        new EventBus.News.Compacted(session.sessionId(), dropped.size(), nanos));
            }
            dropped.clear();
            rest(nanos);
            return isDone;
        }
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
