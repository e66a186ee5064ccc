package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.IntStream;

class CrashMeterTest {
    private static final long BEGIN = Long.MAX_VALUE - 5; // Times may run over.

    private final CrashMeter meter = new CrashMeter(RestartLimits.DEFAULT, new Random(4));

    private void crash(int times) {
        for (int i = 0; i < times; i++) {
            meter.crashed(BEGIN);
        }
    }

    @Test
    void restartsComeLaterAndLaterUpToTheLongestWait() {
        var patient =
                new CrashMeter(
                        new RestartLimits(
                                100,
                                Duration.ofHours(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(60)),
                        new Random(4));
        long expected = 1_000;
        for (int i = 0; i < 100; i++) {
            patient.crashed(BEGIN + i);
            assertThat(patient.pause())
                    .isBetween(
                            Duration.ofMillis(expected * 4 / 5),
                            Duration.ofMillis(expected * 6 / 5));
            expected = Math.min(60_000, expected * 2);
        }
    }

    @Test
    void waitsDifferSoThatManyDoNotRestartAsOne() {
        crash(3);
        var pauses = new HashSet<>(IntStream.range(0, 50).mapToObj(_ -> meter.pause()).toList());
        assertThat(pauses).hasSizeGreaterThan(20);
    }

    @Test
    void afterSoManyRestartsAPersonMustActAndIsToldHow() {
        crash(5);
        assertThat(meter.isGivenUp()).isFalse();
        assertThat(meter.restarting()).isEqualTo("Restarting after a crash (5 of 5)…");
        crash(1);
        assertThat(meter.isGivenUp()).isTrue();
        assertThat(meter.givenUp("s1", "The runner ended unexpectedly"))
                .isEqualTo(
                        "Crashed 6 times within 10 minutes; the last time: The runner ended"
                                + " unexpectedly. It is not restarted by itself any more: 'signalbox"
                                + " logs s1' says why it crashed; a message ('signalbox send s1 …')"
                                + " or a restart of the environment tries again.");
    }

    @Test
    void whatLiesBeforeTheWindowDoesNotCount() {
        crash(6);
        meter.crashed(BEGIN + Duration.ofMinutes(10).toNanos());
        assertThat(meter.isGivenUp()).isTrue();
        meter.crashed(BEGIN + Duration.ofMinutes(10).toNanos() + 1);
        assertThat(meter.isGivenUp()).isFalse();
        assertThat(meter.restarting()).contains("2 of 5");
    }

    @Test
    void aHealthyHourForgetsHoweverLongTheWindowIs() {
        var strict =
                new CrashMeter(
                        new RestartLimits(
                                1,
                                Duration.ofDays(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1)),
                        new Random(4));
        strict.crashed(BEGIN);
        strict.crashed(BEGIN + Duration.ofMinutes(59).toNanos());
        assertThat(strict.isGivenUp()).isTrue();
        strict.crashed(BEGIN + Duration.ofMinutes(59 + 60).toNanos());
        assertThat(strict.isGivenUp()).isFalse();
    }

    @Test
    void whoIsForgivenBeginsAnew() {
        crash(6);
        meter.forgive();
        crash(1);
        assertThat(meter.isGivenUp()).isFalse();
        assertThat(meter.pause()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void withoutAttemptsNothingIsRestartedByItself() {
        var none =
                new CrashMeter(
                        new RestartLimits(
                                0,
                                Duration.ofSeconds(90),
                                Duration.ofMillis(1),
                                Duration.ofMillis(1)),
                        new Random(4));
        none.crashed(BEGIN);
        assertThat(none.isGivenUp()).isTrue();
        assertThat(none.givenUp("s1", "It broke."))
                .startsWith("Crashed 1 time within 90 seconds; the last time: It broke. It is");
    }

    @Test
    void limitsThatMeanNothingAreRefused() {
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RestartLimits(-1, second, second, second))
                .hasMessageContaining("restart.attempts");
        assertThatThrownBy(() -> new RestartLimits(1, Duration.ZERO, second, second))
                .hasMessageContaining("restart.window");
    }

    @Test
    void durationsAreSaidInTheUnitThatLeavesNothingOver() {
        assertThat(Words.of(Duration.ofHours(2))).isEqualTo("2 hours");
        assertThat(Words.of(Duration.ofMinutes(1))).isEqualTo("1 minute");
        assertThat(Words.of(Duration.ofSeconds(90))).isEqualTo("90 seconds");
        assertThat(Words.of(Duration.ofMillis(250))).isEqualTo("250 ms");
    }
}
