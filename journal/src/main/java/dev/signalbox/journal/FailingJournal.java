package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A journal with faults on demand, around another one: a tool for fault tests.
///
/// Faults are planned by the number of the append, counted from the plan on; an append without a
/// fault goes through. [#breakDown] makes every write and probe fail until [#repair].
public final class FailingJournal implements Journal {
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Fault> plan = new HashMap<>();
    private long appends;
    private int failingClaims;
    private int hanging;
    private boolean isBroken;
    private boolean isReleased;

    /// @param journal what appends go to; closed with this one
    public FailingJournal(Journal journal) {
        this.journal = journal;
    }

    /// What happens to an append.
    public enum Fault {
        /// Nothing is written and an exception is thrown.
        FAIL,
        /// The batch is written and an exception is thrown all the same.
        COMMIT_THEN_FAIL,
        /// Waits for [FailingJournal#release], then is written.
        HANG
    }

    /// Plans a fault.
    ///
    /// @param nth 1 = the next append
    public void onAppend(int nth, Fault fault) {
        locked(() -> {
            plan.put(appends + nth, fault);
            isReleased = isReleased && fault != Fault.HANG;
        });
    }

    /// Lets every hanging append go on.
    public void release() {
        locked(() -> isReleased = true);
    }

    /// From now on every write fails, and every probe.
    public void breakDown() {
        locked(() -> isBroken = true);
    }

    /// Writes work again.
    public void repair() {
        locked(() -> isBroken = false);
    }

    /// From now on so many claims fail; then they work.
    public void failClaims(int count) {
        locked(() -> failingClaims = count);
    }

    /// How many appends there were, with and without faults.
    public long appends() {
        lock.lock();
        try {
            return appends;
        } finally {
            lock.unlock();
        }
    }

    /// How many appends hang now.
    public int hanging() {
        lock.lock();
        try {
            return hanging;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AppendResult append(Claim claim, Batch batch) throws JournalException {
        var fault = nextFault();
        failIfBroken();
        if (fault == Fault.FAIL) {
            throw new JournalException("a planned fault: nothing was written");
        }
        if (fault == Fault.HANG) {
            awaitRelease();
        }
        var result = journal.append(claim, batch);
        if (fault == Fault.COMMIT_THEN_FAIL) {
            throw new JournalException("a planned fault: the outcome is not known");
        }
        return result;
    }

    private @Nullable Fault nextFault() {
        lock.lock();
        try {
            appends++;
            return plan.remove(appends);
        } finally {
            lock.unlock();
        }
    }

    private void failIfBroken() throws JournalException {
        lock.lock();
        try {
            if (isBroken) {
                throw new JournalException("a planned fault: the journal is broken");
            }
        } finally {
            lock.unlock();
        }
    }

    private void failIfPlanned() throws JournalException {
        lock.lock();
        try {
            if (failingClaims > 0) {
                failingClaims--;
                throw new JournalException("a planned fault: nothing was claimed");
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease() throws JournalException {
        lock.lock();
        try {
            hanging++;
            while (!isReleased) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("interrupted in a planned fault", e);
        } finally {
            hanging--;
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SessionRow create(NewSession session, List<Entry> first) throws JournalException {
        failIfBroken();
        return journal.create(session, first);
    }

    @Override
    public @Nullable Claim claim(String sessionId, String holder) throws JournalException {
        failIfBroken();
        failIfPlanned();
        return journal.claim(sessionId, holder);
    }

    @Override
    public boolean delete(Claim claim) throws JournalException {
        failIfBroken();
        return journal.delete(claim);
    }

    @Override
    public void probe() throws JournalException {
        failIfBroken();
        journal.probe();
    }

    @Override
    public List<StoredEvent> read(String sessionId, ReadRequest request) throws JournalException {
        return journal.read(sessionId, request);
    }

    @Override
    public @Nullable SessionRow session(String id) throws JournalException {
        return journal.session(id);
    }

    @Override
    public @Nullable SessionRow byKey(String tenant, String key) throws JournalException {
        return journal.byKey(tenant, key);
    }

    @Override
    public SessionPage list(SessionFilter filter) throws JournalException {
        return journal.list(filter);
    }

    @Override
    public long count(@Nullable String tenant, @Nullable String createdBy) throws JournalException {
        return journal.count(tenant, createdBy);
    }

    @Override
    public List<Logged> logged(long afterNumber, int limit) throws JournalException {
        return journal.logged(afterNumber, limit);
    }

    @Override
    public List<LogLine> logLines(String sessionId, long before, int limit)
            throws JournalException {
        return journal.logLines(sessionId, before, limit);
    }

    @Override
    public @Nullable LogLine oldestLog(String sessionId) throws JournalException {
        return journal.oldestLog(sessionId);
    }

    @Override
    public int dropLogs(String sessionId, long upTo, int most) throws JournalException {
        failIfBroken();
        return journal.dropLogs(sessionId, upTo, most);
    }

    @Override
    public List<Uncompacted> uncompacted(long afterNumber, int limit) throws JournalException {
        return journal.uncompacted(afterNumber, limit);
    }

    @Override
    public boolean compact(String sessionId, CompactionStep step) throws JournalException {
        failIfBroken();
        return journal.compact(sessionId, step);
    }

    @Override
    public void keep(String sessionId, Checkpoint checkpoint) throws JournalException {
        failIfBroken();
        journal.keep(sessionId, checkpoint);
    }

    @Override
    public @Nullable Checkpoint checkpoint(String sessionId) throws JournalException {
        return journal.checkpoint(sessionId);
    }

    @Override
    public long epoch() {
        return journal.epoch();
    }

    @Override
    public void close() {
        release();
        journal.close();
    }
}
