package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// A session of an [InMemoryJournal], whose lock guards it.
final class MemorySession {
    static final long EPOCH = 1;

    private final long number;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private long compactedFrom;
    private long compactedTo;
    private JournalHistory.@Nullable Checkpoint checkpoint;
    private SessionRow row;
    private @Nullable String environmentStatus;
    private boolean active;
    private String said = "";

    MemorySession(long number, NewSession session, List<Entry> first) {
        this.number = number;
        first.forEach(entry -> entries.put(entry.seq(), entry));
        row =
                new SessionRow(
                        session.id(),
                        session.tenant(),
                        session.key(),
                        session.agent(),
                        session.environment(),
                        session.name(),
                        session.optionsJson(),
                        session.metadataJson(),
                        session.createdBy(),
                        session.createdAt(),
                        session.createdAt(),
                        session.createdAt(),
                        first.size(),
                        EPOCH,
                        0,
                        0,
                        session.runtimeJson(),
                        session.usageJson(),
                        session.workspace(),
                        session.workspaceInPlace());
    }

    SessionRow row() {
        return row;
    }

    Claim claim(String holder) {
        row = with(row.headSeq(), row.term() + 1, row.runnerOffset(), row.updatedAt(), null);
        return new Claim(row.id(), holder, row.term(), row.headSeq(), row.runnerOffset());
    }

    AppendResult append(Claim claim, Batch batch) {
        if (row.term() != claim.term()) {
            return new AppendResult.Fenced(row.term());
        }
        if (batch.firstSeq() != row.headSeq() + 1) {
            if (!isRetry(batch)) {
                throw new Misplaced(claim, batch, row.headSeq());
            }
            return new AppendResult.Committed(row.headSeq());
        }
        batch.entries().forEach(entry -> entries.put(entry.seq(), entry));
        var change = batch.change();
        row =
                with(
                        batch.lastSeq(),
                        row.term(),
                        batch.runnerOffset(),
                        Objects.requireNonNullElse(batch.updatedAt(), row.updatedAt()),
                        change);
        if (change != null) {
            environmentStatus =
                    change.environmentStatus() == null
                            ? environmentStatus
                            : change.environmentStatus();
            active = change.active() == null ? active : change.active();
            String now = SearchText.ofMessage(change.said());
            said = now == null ? said : SearchText.joined(said, now);
        }
        return new AppendResult.Committed(row.headSeq());
    }

    private boolean isRetry(Batch batch) {
        return !batch.entries().isEmpty()
                && batch.lastSeq() == row.headSeq()
                && batch.firstSeq() >= 1
                && batch.entries().stream().allMatch(this::isWritten);
    }

    private boolean isWritten(Entry entry) {
        var written = entries.get(entry.seq());
        return written == null
                ? SqlHistory.mayBeGone(entry.type())
                : Arrays.equals(entry.json(), written.json());
    }

    long number() {
        return number;
    }

    JournalLogs.Logged logged() {
        return new JournalLogs.Logged(number, row.id(), row.headSeq());
    }

    List<JournalLogs.LogLine> logLines(long before, int limit) {
        return entries.headMap(before, false).descendingMap().values().stream()
                .filter(MemorySession::isLog)
                .limit(limit)
                .map(MemorySession::line)
                .toList();
    }

    JournalLogs.@Nullable LogLine oldestLog() {
        return entries.values().stream()
                .filter(MemorySession::isLog)
                .findFirst()
                .map(MemorySession::line)
                .orElse(null);
    }

    private static boolean isLog(Entry entry) {
        return entry.level() != null;
    }

    private static JournalLogs.LogLine line(Entry entry) {
        return new JournalLogs.LogLine(entry.seq(), entry.at(), entry.json().length);
    }

    int dropLogs(long upTo, int most) {
        var dropped =
                entries.headMap(Math.min(upTo, row.headSeq() - 1), true).values().stream()
                        .filter(MemorySession::isLog)
                        .limit(most)
                        .map(Entry::seq)
                        .toList();
        dropped.forEach(entries::remove);
        return dropped.size();
    }

    JournalHistory.Uncompacted uncompacted() {
        return new JournalHistory.Uncompacted(
                number, row.id(), compactedFrom, compactedTo, row.headSeq());
    }

    boolean compact(JournalHistory.CompactionStep step) {
        if (compactedTo > step.to() || row.headSeq() < step.to()) {
            return false;
        }
        for (long seq : step.dropped()) {
            var entry = entries.get(seq);
            if (entry != null && SqlHistory.DROPPABLE.contains(entry.type())) {
                entries.remove(seq);
            }
        }
        compactedFrom = step.from();
        compactedTo = step.to();
        return true;
    }

    boolean keep(JournalHistory.Checkpoint later) {
        boolean isKept =
                later.seq() <= row.headSeq()
                        && (checkpoint == null
                                || later.seq() > checkpoint.seq()
                                || later.format() != checkpoint.format());
        if (isKept) {
            checkpoint = later;
        }
        return isKept;
    }

    JournalHistory.@Nullable Checkpoint checkpoint() {
        return checkpoint;
    }

    List<StoredEvent> read(ReadRequest request) {
        var found = new EventList(request);
        long before = request.before() == null ? Long.MAX_VALUE : request.before();
        if (before - 1 <= request.after()) {
            return List.of();
        }
        var wanted = entries.subMap(request.after(), false, before, false);
        for (var entry : (request.ascending() ? wanted : wanted.descendingMap()).values()) {
            if (request.accepts(entry)
                    && !found.add(
                            new StoredEvent(
                                    entry.seq(),
                                    entry.type(),
                                    entry.track(),
                                    entry.level(),
                                    entry.json()))) {
                break;
            }
        }
        return found.events();
    }

    boolean matches(SessionFilter filter) {
        return isWanted(filter.tenant(), row.tenant())
                && isWanted(filter.status(), environmentStatus)
                && isWanted(filter.agent(), row.agent())
                && isWanted(filter.active(), active)
                && holds(filter.query());
    }

    private static boolean isWanted(@Nullable Object wanted, @Nullable Object actual) {
        return wanted == null || wanted.equals(actual);
    }

    private boolean holds(@Nullable String query) {
        if (query == null) {
            return true;
        }
        String wanted = query.toLowerCase(Locale.ROOT);
        return row.id().contains(wanted)
                || row.agent().contains(wanted)
                || said.contains(wanted)
                || holds(SearchText.of(row.name()), wanted)
                || holds(SearchText.ofValues(row.metadataJson()), wanted);
    }

    private static boolean holds(@Nullable String text, String wanted) {
        return text != null && text.contains(wanted);
    }

    private SessionRow with(
            long headSeq,
            long term,
            long runnerOffset,
            Instant updatedAt,
            @Nullable RowChange maybe) {
        var change = maybe == null ? RowChange.NONE : maybe;
        return new SessionRow(
                row.id(),
                row.tenant(),
                row.key(),
                row.agent(),
                row.environment(),
                change.name() == null ? row.name() : change.name(),
                Objects.requireNonNullElse(change.optionsJson(), row.optionsJson()),
                Objects.requireNonNullElse(change.metadataJson(), row.metadataJson()),
                row.createdBy(),
                row.createdAt(),
                updatedAt.truncatedTo(ChronoUnit.MILLIS),
                Objects.requireNonNullElse(change.lastActivity(), row.lastActivity()),
                headSeq,
                row.epoch(),
                term,
                runnerOffset,
                Objects.requireNonNullElse(change.runtimeJson(), row.runtimeJson()),
                Objects.requireNonNullElse(change.usageJson(), row.usageJson()),
                row.workspace(),
                row.workspaceInPlace());
    }
}
