package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void framesOfATraceAreTakenOutAndWhatWasSaidStays() {
        var said =
                "it broke\n\tat dev.signalbox.A$B.lambda$c$0(A.java:3) ~[app.jar:?]\n\tat"
                        + " java.base/java.lang.Thread.run(Thread.java:1)\nCaused by: no disk\n\t... 3"
                        + " more\nlast words";
        assertThat(Words.withoutTrace(said)).isEqualTo("it broke\nCaused by: no disk\nlast words");
    }

    @Test
    void aMessageThatOnlyLooksLikeATraceIsKept() {
        assertThat(Words.withoutTrace("look\n  at the door")).isEqualTo("look\n  at the door");
        assertThat(Words.withoutTrace("meet me at a.b(c)")).isEqualTo("meet me at a.b(c)");
    }

    @Test
    void anExceptionIsSaidOnOneLine() {
        assertThat(Words.why(new IllegalStateException("one\ntwo"))).isEqualTo("one · two");
        assertThat(Words.why(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
