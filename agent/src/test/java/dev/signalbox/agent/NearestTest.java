package dev.signalbox.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NearestTest {
    private static final List<String> COMMANDS = List.of("demo", "serve", "interrupt", "rm");

    @ParameterizedTest
    @CsvSource({
        "dmeo, demo",
        "demp, demo",
        "DEMO, demo",
        "sreve, serve",
        "interupt, interrupt",
        "mr, rm"
    })
    void aSlipOfTheFingersIsUnderstood(String typed, String meant) {
        assertThat(Nearest.of(typed, COMMANDS)).isEqualTo(meant);
    }

    @Test
    void whatIsFarFromEverythingIsNotGuessed() {
        assertThat(Nearest.of("frobnicate", COMMANDS)).isNull();
        assertThat(Nearest.of("", COMMANDS)).isNull();
    }
}
