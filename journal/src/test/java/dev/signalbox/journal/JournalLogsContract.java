package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.JournalLogs.LogLine;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/// What every journal promises of log lines that are too many, too large or too old.
abstract class JournalLogsContract extends JournalFixture {
    private static final List<LogLevel> LEVELS = List.of(LogLevel.values());

    /// Logs of all levels, a status and a delta among them at 5 and 6, and a log at the end.
    private Claim logged(int events) throws Exception {
        var claim = claimNew();
        var entries = new ArrayList<Entry>();
        for (long seq = 1; seq <= events; seq++) {
            entries.add(
                    seq == 5
                            ? samples.status(seq)
                            : seq == 6
                                    ? samples.delta(seq)
                                    : samples.log(
                                            seq, LEVELS.get((int) (seq % 4)), LogSource.AGENT));
        }
        journal().append(claim, new Batch(1, entries, events, null));
        return claim;
    }

    private List<Long> logs(Claim claim) throws JournalException {
        return journal().logLines(claim.sessionId(), Long.MAX_VALUE, 10_000).stream()
                .map(LogLine::seq)
                .toList();
    }

    @Test
    void logLinesAreFoundTheNewestFirstAcrossTheirLevels() throws Exception {
        var claim = logged(12);
        assertThat(logs(claim)).containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 4L, 3L, 2L, 1L);
        assertThat(journal().logLines(claim.sessionId(), 7, 2).stream().map(LogLine::seq))
                .containsExactly(4L, 3L);
        assertThat(journal().logLines("nobody", 7, 2)).isEmpty();
    }

    @Test
    void aLineSaysHowLargeItIsAndHowOld() throws Exception {
        var claim = logged(8);
        var stored = all(claim.sessionId()).getFirst();
        var line = Objects.requireNonNull(journal().oldestLog(claim.sessionId()));
        assertThat(line.seq()).isEqualTo(1);
        assertThat(line.bytes()).isEqualTo(stored.json().length);
        assertThat(line.at()).isEqualTo(Instant.parse("2026-11-23T10:00:00.001Z"));
        assertThat(journal().oldestLog(claimNew().sessionId())).isNull();
        assertThat(journal().oldestLog("nobody")).isNull();
    }

    @Test
    void onlyLogLinesAreDroppedAndAtMostSoMany() throws Exception {
        var claim = logged(12);
        assertThat(journal().dropLogs(claim.sessionId(), 9, 3)).isEqualTo(3);
        assertThat(journal().dropLogs(claim.sessionId(), 9, 100)).isEqualTo(4);
        assertThat(journal().dropLogs(claim.sessionId(), 9, 100)).isZero();
        assertThat(seqs(all(claim.sessionId()))).containsExactly(5L, 6L, 10L, 11L, 12L);
        assertThat(row(claim).headSeq()).isEqualTo(12);
        assertThat(journal().dropLogs("nobody", 9, 100)).isZero();
    }

    @Test
    void theLastEventStaysAndTheNextOneFollowsIt() throws Exception {
        var claim = logged(12);
        journal().dropLogs(claim.sessionId(), Long.MAX_VALUE, 100);
        assertThat(seqs(all(claim.sessionId()))).containsExactly(5L, 6L, 12L);
        assertThat(journal().append(claim, samples.batch(13, 2)))
                .isEqualTo(new AppendResult.Committed(14));
        assertThat(seqs(all(claim.sessionId()))).containsExactly(5L, 6L, 12L, 13L, 14L);
    }

    @Test
    void aBatchIsKnownAgainAfterItsLogLinesWereDropped() throws Exception {
        var claim = claimNew();
        var entries = new ArrayList<Entry>();
        entries.add(samples.log(1, LogLevel.DEBUG, LogSource.RUNNER));
        entries.add(samples.delta(2));
        var batch = new Batch(1, entries, 2, null);
        journal().append(claim, batch);
        journal().dropLogs(claim.sessionId(), 1, 10);
        assertThat(journal().append(claim, batch)).isEqualTo(new AppendResult.Committed(2));
        assertThat(seqs(all(claim.sessionId()))).containsExactly(2L);
    }

    @Test
    void pagesOfAnyFilterGoOverWhatWasDropped() throws Exception {
        var claim = logged(200);
        journal().dropLogs(claim.sessionId(), 150, 100);
        journal().dropLogs(claim.sessionId(), 150, 100);
        var left =
                LongStream.rangeClosed(1, 200)
                        .filter(seq -> seq == 5 || seq == 6 || seq > 150)
                        .boxed()
                        .toList();
        var read = new ArrayList<Long>();
        long after = 0;
        while (after < 200) {
            var page = journal().read(claim.sessionId(), ReadRequest.after(after, 7, MANY_BYTES));
            read.addAll(seqs(page));
            after = page.getLast().seq();
        }
        assertThat(read).isEqualTo(left);
        var errors =
                journal()
                        .read(
                                claim.sessionId(),
                                ReadRequest.after(0, 1_000, MANY_BYTES)
                                        .types(java.util.Set.of(Samples.LOG))
                                        .minLogLevel(LogLevel.ERROR));
        assertThat(seqs(errors)).allMatch(seq -> seq > 150).isNotEmpty();
    }

    @Test
    void eventsOfATimeAreFound() throws Exception {
        var claim = logged(12);
        var start = Instant.parse("2026-11-23T10:00:00Z");
        var request =
                ReadRequest.after(0, 100, MANY_BYTES)
                        .between(start.plusMillis(3), start.plusMillis(7));
        assertThat(seqs(journal().read(claim.sessionId(), request)))
                .containsExactly(3L, 4L, 5L, 6L);
        assertThat(seqs(journal().read(claim.sessionId(), request.between(null, start)))).isEmpty();
        assertThat(
                        seqs(
                                journal()
                                        .read(
                                                claim.sessionId(),
                                                request.between(start.plusMillis(11), null)
                                                        .descending())))
                .containsExactly(12L, 11L);
    }

    @Test
    void sessionsAreFoundInTheOrderInWhichTheyWereMade() throws Exception {
        var first = claimNew();
        var second = logged(8);
        long last = 0;
        var found = new ArrayList<String>();
        for (var page = journal().logged(last, 1);
                !page.isEmpty();
                page = journal().logged(last, 1)) {
            last = page.getLast().number();
            found.add(page.getLast().sessionId());
            if (page.getLast().sessionId().equals(second.sessionId())) {
                assertThat(page.getLast().headSeq()).isEqualTo(8);
            }
        }
        assertThat(found).containsSubsequence(first.sessionId(), second.sessionId());
    }
}
