package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/// A journal that lives as long as the process: for tests and for trying things out.
///
/// Same rules as the others. Unbounded; nothing is ever on disk.
public final class InMemoryJournal implements Journal {
    private static final Comparator<SessionRow> NEWEST_FIRST =
            Comparator.comparing(SessionRow::lastActivity).thenComparing(SessionRow::id).reversed();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MemorySession> sessions = new HashMap<>();
    private long lastNumber;
    private boolean closed;

    @Override
    public SessionRow create(NewSession session, List<Entry> first) throws JournalException {
        var batch = new Batch(1, first, 0, null);
        return locked(() -> {
            var existing = existing(session);
            if (existing != null) {
                return existing.row();
            }
            var created = new MemorySession(++lastNumber, session, batch.entries());
            sessions.put(session.id(), created);
            return created.row();
        });
    }

    private @Nullable MemorySession existing(NewSession session) {
        var sameId = sessions.get(session.id());
        String key = session.key();
        return sameId != null || key == null ? sameId : keyed(session.tenant(), key);
    }

    private @Nullable MemorySession keyed(String tenant, String key) {
        for (var session : sessions.values()) {
            if (session.row().tenant().equals(tenant) && key.equals(session.row().key())) {
                return session;
            }
        }
        return null;
    }

    @Override
    public @Nullable Claim claim(String sessionId, String holder) throws JournalException {
        return find(() -> {
            var session = sessions.get(sessionId);
            return session == null ? null : session.claim(holder);
        });
    }

    @Override
    public AppendResult append(Claim claim, Batch batch) throws JournalException {
        return locked(() -> {
            var session = sessions.get(claim.sessionId());
            if (session == null) {
                return new AppendResult.Fenced(0);
            }
            return session.append(claim, batch);
        });
    }

    @Override
    public List<StoredEvent> read(String sessionId, ReadRequest request) throws JournalException {
        return locked(() -> {
            var session = sessions.get(sessionId);
            return session == null ? List.of() : session.read(request);
        });
    }

    @Override
    public @Nullable SessionRow session(String id) throws JournalException {
        return find(() -> row(sessions.get(id)));
    }

    @Override
    public @Nullable SessionRow byKey(String tenant, String key) throws JournalException {
        return find(() -> row(keyed(tenant, key)));
    }

    private static @Nullable SessionRow row(@Nullable MemorySession session) {
        return session == null ? null : session.row();
    }

    @Override
    public SessionPage list(SessionFilter filter) throws JournalException {
        var cursor = PageCursor.parse(filter.cursor());
        var found =
                locked(() ->
                        sessions.values().stream()
                                .filter(session -> session.matches(filter))
                                .map(MemorySession::row)
                                .filter(row -> cursor == null || cursor.isBefore(row))
                                .sorted(NEWEST_FIRST)
                                .limit(filter.limit() + 1L)
                                .toList());
        return PageCursor.page(found, filter.limit());
    }

    @Override
    public long count(@Nullable String tenant, @Nullable String createdBy) throws JournalException {
        return locked(() ->
                sessions.values().stream()
                        .map(MemorySession::row)
                        .filter(row -> tenant == null || tenant.equals(row.tenant()))
                        .filter(row -> createdBy == null || createdBy.equals(row.createdBy()))
                        .count());
    }

    @Override
    public boolean delete(Claim claim) throws JournalException {
        return locked(() -> {
            var session = sessions.get(claim.sessionId());
            if (session == null || session.row().term() != claim.term()) {
                return false;
            }
            sessions.remove(claim.sessionId());
            return true;
        });
    }

    @Override
    public List<Logged> logged(long afterNumber, int limit) throws JournalException {
        return locked(() ->
                sessions.values().stream()
                        .map(MemorySession::logged)
                        .filter(session -> session.number() > afterNumber)
                        .sorted(Comparator.comparingLong(Logged::number))
                        .limit(limit)
                        .toList());
    }

    @Override
    public List<LogLine> logLines(String sessionId, long before, int limit)
            throws JournalException {
        return locked(() -> {
            var session = sessions.get(sessionId);
            return session == null ? List.of() : session.logLines(before, limit);
        });
    }

    @Override
    public @Nullable LogLine oldestLog(String sessionId) throws JournalException {
        return find(() -> {
            var session = sessions.get(sessionId);
            return session == null ? null : session.oldestLog();
        });
    }

    @Override
    public int dropLogs(String sessionId, long upTo, int most) throws JournalException {
        return locked(() -> {
            var session = sessions.get(sessionId);
            return session == null ? 0 : session.dropLogs(upTo, most);
        });
    }

    @Override
    public List<Uncompacted> uncompacted(long afterNumber, int limit) throws JournalException {
        return locked(() ->
                sessions.values().stream()
                        .filter(session -> session.number() > afterNumber)
                        .map(MemorySession::uncompacted)
                        .filter(session -> session.to() < session.headSeq())
                        .sorted(Comparator.comparingLong(Uncompacted::number))
                        .limit(limit)
                        .toList());
    }

    @Override
    public boolean compact(String sessionId, CompactionStep step) throws JournalException {
        return locked(() -> {
            var session = sessions.get(sessionId);
            return session != null && session.compact(step);
        });
    }

    @Override
    public void keep(String sessionId, Checkpoint checkpoint) throws JournalException {
        locked(() -> {
            var session = sessions.get(sessionId);
            return session != null && session.keep(checkpoint);
        });
    }

    @Override
    public @Nullable Checkpoint checkpoint(String sessionId) throws JournalException {
        return find(() -> {
            var session = sessions.get(sessionId);
            return session == null ? null : session.checkpoint();
        });
    }

    @Override
    public long epoch() {
        return MemorySession.EPOCH;
    }

    @Override
    public void probe() throws JournalException {
        locked(() -> true);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Action<T> action) throws JournalException {
        return Objects.requireNonNull(find(action));
    }

    private <T> @Nullable T find(Action<T> action) throws JournalException {
        lock.lock();
        try {
            if (closed) {
                throw new JournalException("the journal is closed");
            }
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        @Nullable T run();
    }
}
