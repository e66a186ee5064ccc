package dev.signalbox.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

class PassedVariablesTest {
    private static final Set<String> PATTERNS = Set.of("ANTHROPIC_*", "EXACT");

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPIC_API_KEY", "EXACT", "HTTP_PROXY", "https_proxy", "no_proxy"})
    void whatThePatternsNameAndTheWayToTheNetworkPass(String name) {
        assertThat(PassedVariables.include(PATTERNS, name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPICA", "EXACTLY", "AWS_SECRET", "MY_PROXY", "Http_Proxy", ""})
    void nothingElsePasses(String name) {
        assertThat(PassedVariables.include(PATTERNS, name)).isFalse();
    }
}
