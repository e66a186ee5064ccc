package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    JsonLinesTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private LoggingEvent event(String message, @Nullable Throwable error) {
        var logger = context.getLogger("dev.signalbox.Some");
        return new LoggingEvent("fqcn", logger, Level.WARN, message, error, null);
    }

    private static ObjectNode line(LoggingEvent event) throws ProtocolException {
        var text = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        assertThat(text.strip()).doesNotContain("\n");
        return ProtocolJson.readObject(text);
    }

    @Test
    void aLineSaysWhenHowBadWhoAndWhat() throws Exception {
        var line = line(event("something is odd", null));
        assertThat(line.path("time").asString()).matches("20..-..-..T..:..:..\\....Z");
        assertThat(line.path("level").asString()).isEqualTo("WARN");
        assertThat(line.path("logger").asString()).isEqualTo("dev.signalbox.Some");
        assertThat(line.path("message").asString()).isEqualTo("something is odd");
        assertThat(line.has("session_id")).isFalse();
    }

    @Test
    void idsInTheTextAreFieldsOfTheirOwn() throws Exception {
        var line =
                line(
                        event(
                                "command not delivered session_id=01a2-b query_id=q.7 reason=gone"
                                        + " session_id=other",
                                null));
        assertThat(line.path("session_id").asString()).isEqualTo("01a2-b");
        assertThat(line.path("query_id").asString()).isEqualTo("q.7");
    }

    @Test
    void whatALineWasGivenBesideItsMessageIsAFieldToo() throws Exception {
        var event = event("query ended", null);
        event.addKeyValuePair(new KeyValuePair("session_id", "s1"));
        event.addKeyValuePair(new KeyValuePair("duration_ms", 12L));
        event.addKeyValuePair(new KeyValuePair("code", null));
        var line = line(event);
        assertThat(line.path("session_id").asString()).isEqualTo("s1");
        assertThat(line.path("duration_ms").asLong()).isEqualTo(12);
        assertThat(line.has("code")).isFalse();
    }

    @Test
    void aFailureIsAnObjectWithItsCauses() throws Exception {
        var failure =
                new IllegalStateException("outer", new java.io.IOException("inner\nsecond line"));
        var error = line(event("it failed", failure)).path("error");
        assertThat(error.path("class").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.path("stack").get(0).asString()).contains("JsonLinesTest");
        assertThat(error.path("cause").path("message").asString()).startsWith("inner");
    }
}
