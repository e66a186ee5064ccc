package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class ProtocolJsonTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00.120Z");

    @Test
    void anUnknownTypeSurvivesARoundTrip() throws Exception {
        String line = "{\"type\":\"hologram\",\"z\":{\"deep\":[1,{\"type\":\"x\"}]}}";
        assertThat(ProtocolJson.write(ProtocolJson.read(line, StreamEvent.class))).isEqualTo(line);
    }

    @Test
    void unknownFieldsSurviveARoundTripAtEveryDepth() throws Exception {
        String line =
                "{\"type\":\"block_start\",\"conversationId\":\"main\",\"block\":{\"type\":\"tool_use\","
                        + "\"id\":\"b\",\"timestamp\":\"2026-11-23T10:00:00.120Z\",\"toolName\":\"Write\","
                        + "\"toolUseId\":\"t\",\"input\":{\"a\":1.5},\"status\":\"pending\","
                        + "\"locations\":[{\"path\":\"x\",\"line\":3,\"column\":7}],\"mood\":\"good\"},\"extra\":true}";
        assertThat(ProtocolJson.write(ProtocolJson.read(line, StreamEvent.class))).isEqualTo(line);
    }

    @Test
    void everyWayOfBeingWrongHasItsKind() {
        assertKind("{\"z\":1}", Violation.MISSING_FIELD);
        assertKind("[1]", Violation.NOT_JSON);
        assertKind("{\"type\":\"text_delta\"}", Violation.MISSING_FIELD);
        assertKind("null", Violation.NOT_JSON);
        assertKind("{\"type\":\"text_delta\"", Violation.NOT_JSON);
        assertKind("", Violation.NOT_JSON);
        assertKind("{\"type\":\"log\",\"message\":\"x\"} {}", Violation.NOT_JSON);
        assertKind("{\"type\":\"log\",\"message\":5}", Violation.WRONG_TYPE);
        assertKind("{\"type\":\"status\",\"status\":\"sleepy\"}", Violation.WRONG_TYPE);
        assertKind(
                "{\"type\":\"metadata_update\",\"conversationId\":\"main\",\"metadata\":{\"usage\":{\"inputTokens\":\"1\",\"outputTokens\":1}}}",
                Violation.WRONG_TYPE);
    }

    private static void assertKind(String line, Violation kind) {
        assertThatThrownBy(() -> SpoolLine.readEvent(line.getBytes(StandardCharsets.UTF_8)), line)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.kind()).as(line + " " + e.getMessage()).isEqualTo(kind));
    }

    @Test
    void aSpoolLineKeepsTheRunnersOwnBytes() throws Exception {
        byte[] event =
                "{ \"delta\":\"é\\ud83d\", \"type\":\"text_delta\",\"conversationId\":\"main\",\"blockId\":\"b\",\"n\":1.0 }"
                        .getBytes(StandardCharsets.UTF_8);
        var line = SpoolLine.read(SpoolLine.write(7, T0, event));
        assertThat(line.offset()).isEqualTo(7);
        assertThat(line.at()).isEqualTo(T0);
        assertThat(line.eventJson()).isEqualTo(event);
        byte[] shuffled =
                "{\"event\":{\"type\":\"log\",\"message\":\"é\"},\"x\":[{}],\"at\":\"2026-11-23T10:00:00.120Z\",\"offset\":8}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(new String(SpoolLine.read(shuffled).eventJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"log\",\"message\":\"é\"}");
    }

    @Test
    void halvesOfASurrogatePairMeetAgain() throws Exception {
        var first = new StreamEvent.TextDelta("main", "b", "\ud83d");
        var again = ProtocolJson.read(ProtocolJson.writeBytes(first), StreamEvent.TextDelta.class);
        assertThat(again.delta() + "\ude00").isEqualTo("😀");
    }

    @Test
    void anEnvelopeIsReadAsItWasWritten() throws Exception {
        var events =
                List.<SessionEvent>of(
                        new SessionEvent.Conversation(
                                new StreamEvent.BlockStart(
                                        "main", new ConversationBlock.AssistantText("b", ""))),
                        new SessionEvent.Log(LogLevel.WARN, "hm", LogSource.RUNNER, null),
                        new SessionEvent.QueryStarted(
                                "q", QueryOrigin.CLIENT, By.principal("admin")),
                        new SessionEvent.PermissionResolved(
                                "r", null, By.WITHDRAWN, null, Map.of()),
                        new SessionEvent.PermissionRequested(
                                new StreamEvent.PermissionRequested(
                                        "r",
                                        "q",
                                        null,
                                        null,
                                        "Bash",
                                        ProtocolJson.object(),
                                        null,
                                        List.of(new PermissionOption("a", "allow_once", "Allow")),
                                        null,
                                        Map.of()),
                                T0),
                        new SessionEvent.Status(
                                new SessionRuntimeState(
                                        true, null, null, List.of(), List.of(), null)));
        for (var event : events) {
            var envelope = new Envelope("s1", 4, T0, "q", event);
            var bytes = EnvelopeJson.write(envelope);
            assertThat(EnvelopeJson.read(bytes))
                    .as(new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(envelope);
            assertThat(EnvelopeJson.read(EnvelopeJson.withPrev(bytes, 2)).prev()).isEqualTo(2L);
        }
    }
}
