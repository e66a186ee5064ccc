package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void emptyHasTheMainConversation() {
        assertThat(SessionState.EMPTY.conversations().byId()).containsKey("main");
    }
}
