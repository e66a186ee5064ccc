package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

class ViolationMeterTest {
    private static final long NOW = Long.MAX_VALUE - 1_000; // it may well run over

    private final ViolationMeter meter = new ViolationMeter();

    @Test
    void theFirstOfAKindIsReportedAtOnceAndTheRestOfTheSecondTogether() {
        assertThat(add(Violation.NOT_JSON, "one", 0)).isNotNull();
        assertThat(add(Violation.NOT_JSON, "two", 10)).isNull();
        assertThat(add(Violation.NOT_JSON, "three", 20)).isNull();
        assertThat(meter.due(at(999))).isEmpty();
        assertThat(meter.due(at(1000)))
                .containsExactly(
                        new RunnerViolation(Violation.NOT_JSON, 2, 5, "three", "not JSON"));
        assertThat(meter.due(at(5000))).isEmpty();
    }

    @Test
    void kindsAreCountedApart() {
        assertThat(add(Violation.NOT_JSON, "a", 0)).isNotNull();
        assertThat(add(Violation.BLOCK_LAW, "b", 0)).isNotNull();
    }

    @Test
    void whatWaitsIsReportedAtTheEnd() {
        var _ = add(Violation.NOT_JSON, "one", 0);
        assertThat(add(Violation.NOT_JSON, "two", 1)).isNull();
        assertThat(meter.rest(NOW)).hasSize(1);
        assertThat(meter.rest(NOW)).isEmpty();
    }

    @Test
    void theHeadIsCutAtTwoHundredCharacters() {
        var report = add(Violation.NOT_JSON, "é".repeat(500), 0);
        assertThat(report.head()).hasSize(200);
        assertThat(report.bytes()).isEqualTo(1000);
        assertThat(report.failure().code()).isEqualTo("RUNNER_PROTOCOL_VIOLATION");
    }

    private static long at(long afterMs) {
        return NOW + Duration.ofMillis(afterMs).toNanos();
    }

    private RunnerViolation add(Violation kind, String line, long afterMs) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return meter.add(kind, "not JSON", bytes.length, bytes, at(afterMs));
    }
}
