package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class MomentsTest {
    @Test
    void aMomentIsATimeOrSoLongAgo() {
        assertThat(Moments.parse("--since", null)).isNull();
        assertThat(Moments.parse("--since", "2026-11-23T12:00:00+02:00"))
                .isEqualTo("2026-11-23T10:00:00Z");
        for (var ago :
                java.util.Map.of("90s", 90, "15m", 900, "2h", 7_200, "3d", 259_200).entrySet()) {
            assertThat(Moments.parse("--since", ago.getKey()))
                    .isBetween(
                            Instant.now().minusSeconds(ago.getValue()).minus(Duration.ofMinutes(1)),
                            Instant.now().minusSeconds(ago.getValue()).plusSeconds(1));
        }
    }

    @Test
    void anythingElseIsRefusedWithWhatIsAllowed() {
        assertThatThrownBy(() -> Moments.parse("--until", "yesterday"))
                .hasMessage(
                        "--until is 'yesterday', not a time such as 2026-11-23T10:00:00Z or 15m (so"
                                + " long ago)");
    }
}
