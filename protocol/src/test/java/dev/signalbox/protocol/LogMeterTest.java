package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class LogMeterTest {
    private static final List<LogLevel> LEVELS = List.of(LogLevel.values());
    private static final List<LogSource> SOURCES = List.of(LogSource.values());
    private static final long SECOND = 1_000_000_000L;

    private final LogMeter meter = new LogMeter(new LogFlood(10, 100));

    private int kept(LogSource source, LogLevel level, int lines, long nanos) {
        int kept = 0;
        for (int i = 0; i < lines; i++) {
            kept += meter.admits(source, level, nanos) ? 1 : 0;
        }
        return kept;
    }

    @Test
    void aBurstIsKeptAndThenSoManyASecond() {
        assertThat(kept(LogSource.AGENT, LogLevel.ERROR, 1_000, 0)).isEqualTo(100);
        assertThat(kept(LogSource.AGENT, LogLevel.ERROR, 1_000, 3 * SECOND)).isEqualTo(30);
    }

    @Test
    void theLowerALevelTheSoonerItIsLeftOut() {
        assertThat(kept(LogSource.AGENT, LogLevel.DEBUG, 1_000, 0)).isEqualTo(50);
        assertThat(kept(LogSource.AGENT, LogLevel.INFO, 1_000, 0)).isEqualTo(25);
        assertThat(kept(LogSource.AGENT, LogLevel.WARN, 1_000, 0)).isEqualTo(13);
        assertThat(kept(LogSource.AGENT, LogLevel.ERROR, 1_000, 0)).isEqualTo(12);
    }

    @Test
    void aFloodOfOneSourceCostsNoOtherItsLines() {
        kept(LogSource.AGENT, LogLevel.ERROR, 1_000, 0);
        assertThat(kept(LogSource.RUNNER, LogLevel.DEBUG, 50, 0)).isEqualTo(50);
    }

    @Test
    void keptAndLeftOutAreWhatCame() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        long kept = 0;
        long leftOut = 0;
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextLong(SECOND / 1_000);
            var level = LEVELS.get(random.nextInt(4));
            var source = SOURCES.get(random.nextInt(3));
            kept += meter.admits(source, level, now) ? 1 : 0;
            leftOut += count(meter.due(now));
        }
        leftOut += count(meter.rest(now));
        assertThat(kept + leftOut).isEqualTo(100_000);
        assertThat(kept).isPositive();
        assertThat(leftOut).isPositive();
        assertThat(meter.rest(now + SECOND)).isEmpty();
    }

    private static long count(List<LogMeter.LeftOut> reports) {
        return reports.stream()
                .flatMap(one -> one.lines().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void whatWasLeftOutIsReportedOnceASecond() {
        kept(LogSource.AGENT, LogLevel.DEBUG, 60, 0);
        assertThat(meter.nanosToReport(0)).isEqualTo(SECOND);
        assertThat(meter.due(SECOND - 1)).isEmpty();
        kept(LogSource.AGENT, LogLevel.ERROR, 55, SECOND - 1);
        var reports = meter.due(SECOND);
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().lines()).containsEntry(LogLevel.DEBUG, 10L);
        assertThat(reports.getFirst().message())
                .startsWith("Left out 10 log lines of the agent that came too fast (debug 10");
        assertThat(reports.getFirst().data().toString())
                .isEqualTo("{\"leftOut\":{\"debug\":10},\"source\":\"agent\"}");
        assertThat(meter.nanosToReport(SECOND)).isNull();
        assertThat(meter.due(10 * SECOND)).isEmpty();
    }

    @Test
    void oneLineIsSaidInTheSingular() {
        var report = new LogMeter.LeftOut(LogSource.RUNNER, Map.of(LogLevel.WARN, 1L));
        assertThat(report.message())
                .isEqualTo("Left out 1 log line of the runner that came too fast (warn 1)");
    }

    @Test
    void zeroLinesASecondKeepsAll() {
        var all = new LogMeter(new LogFlood(0, 1));
        for (int i = 0; i < 10_000; i++) {
            assertThat(all.admits(LogSource.AGENT, LogLevel.DEBUG, 0)).isTrue();
        }
    }

    @Test
    void limitsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new LogFlood(-1, 1)).hasMessageContaining("linesPerSecond");
        assertThatThrownBy(() -> new LogFlood(1, 0)).hasMessageContaining("burst");
    }
}
