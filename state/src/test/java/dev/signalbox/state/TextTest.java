package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class TextTest {
    @Test
    void aTextIsWhatItsPartsAddUpTo() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            var text = Text.EMPTY;
            var expected = new StringBuilder();
            for (int part = 0; part < 200; part++) {
                String more = "x€".repeat(random.nextInt(random.nextInt(300) + 1));
                text = text.plus(more);
                expected.append(more);
            }
            assertThat(text.toString()).as("seed %d", seed).isEqualTo(expected.toString());
            assertThat(text.length()).isEqualTo(expected.length());
        }
    }

    @Test
    void anOlderTextStaysWhatItWas() {
        var hello = Text.of("Hello");
        var world = hello.plus(", world");
        var signal = hello.plus(", signal");
        assertThat(hello).hasToString("Hello");
        assertThat(world).hasToString("Hello, world");
        assertThat(signal).hasToString("Hello, signal");
    }

    @Test
    void equalTextsAreEqualHoweverTheyWerePutTogether() {
        String long1 = "a".repeat(Text.LEAF_CHARS);
        var inTwo = Text.of(long1).plus("bc");
        var inOne = Text.of(long1 + "bc");
        assertThat(inTwo).isEqualTo(inOne).hasSameHashCodeAs(inOne);
        assertThat(inTwo).isNotEqualTo(Text.of(long1 + "bd"));
        assertThat(Text.of("")).isEqualTo(Text.EMPTY);
    }

    @Test
    void halvesOfASurrogatePairMeetAgain() {
        assertThat(Text.of("\ud83d").plus("\ude00")).hasToString("😀");
    }
}
