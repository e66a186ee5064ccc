package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class ManualClockTest {
    @Test
    void timeStandsStillUntilItIsMoved() {
        var clock = new ManualClock(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

        assertThat(clock.advance(Duration.ofSeconds(2))).isEqualTo(Instant.ofEpochSecond(2));
        clock.advance(Duration.ofSeconds(-1));

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(1));
    }
}
