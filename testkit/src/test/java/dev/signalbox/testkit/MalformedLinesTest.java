package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.stream.Stream;

class MalformedLinesTest {
    @Test
    void theSameSeedGivesTheSameLines() {
        var one = MalformedLines.ofEvents(7);
        var other = MalformedLines.ofEvents(7);
        assertThat(Stream.generate(one::next).limit(1_000))
                .containsExactlyElementsOf(Stream.generate(other::next).limit(1_000).toList());
        assertThat(MalformedLines.ofEvents(8).next()).isNotEqualTo(other.next());
        assertThat(one.seed()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void everyMalformationGivesOneLine(Malformation how) {
        var lines = MalformedLines.ofEvents(11);
        int times = how == Malformation.OVERLONG ? 1 : 200;
        for (int i = 0; i < times; i++) {
            var spoiled = lines.next(how);
            assertThat(spoiled.how()).isEqualTo(how);
            assertThat(spoiled.bytes()).doesNotContain((byte) '\n');
        }
    }

    @Test
    void everyUsualMalformationComesUp() {
        var lines = MalformedLines.ofEvents(3);
        var seen = EnumSet.noneOf(Malformation.class);
        for (int i = 0; i < 1_000; i++) {
            seen.add(lines.next().how());
        }
        assertThat(seen).isEqualTo(EnumSet.complementOf(EnumSet.of(Malformation.OVERLONG)));
    }
}
