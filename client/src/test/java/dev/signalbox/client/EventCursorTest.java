package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.EventCursor.Step;
import dev.signalbox.protocol.Envelope;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.SplittableRandom;

class EventCursorTest {
    private final EventCursor cursor = new EventCursor();

    private static Envelope event(long seq, Long prev) {
        var event = Script.event(seq);
        return new Envelope(
                event.sessionId(), seq, event.at(), event.queryId(), event.event(), prev);
    }

    @Test
    void withoutAPlaceTheFirstEventIsTheNext() {
        assertThat(cursor.isPlaced()).isFalse();
        assertThat(cursor.step(event(812, null))).isEqualTo(Step.NEXT);
        assertThat(cursor.seq()).isEqualTo(812);
    }

    @Test
    void everyStepIsCheckedByWhatComesBeforeIt() {
        cursor.place(5, 1);
        assertThat(cursor.step(event(6, null))).isEqualTo(Step.NEXT);
        assertThat(cursor.step(event(6, null))).isEqualTo(Step.SEEN);
        assertThat(cursor.step(event(8, null))).isEqualTo(Step.GAP);
        assertThat(cursor.step(event(9, 7L))).isEqualTo(Step.GAP);
        assertThat(cursor.step(event(9, 5L))).isEqualTo(Step.GAP);
        assertThat(cursor.seq()).isEqualTo(6);
        assertThat(cursor.step(event(9, 6L))).isEqualTo(Step.NEXT);
        cursor.reach(20);
        cursor.reach(10);
        assertThat(cursor.step(event(21, null))).isEqualTo(Step.NEXT);
    }

    @Test
    void waitsGrowToABoundAndDiffer() {
        var backoff = new Backoff(new SplittableRandom(7));
        Duration first = backoff.next();
        assertThat(first).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        for (int i = 0; i < 50; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        assertThat(backoff.next()).isNotEqualTo(backoff.next());
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(200));
    }
}
