package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

class TrackPrinterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long seq;

    private TrackPrinter printer(boolean colour) {
        return new TrackPrinter(new PrintStream(bytes, false, StandardCharsets.UTF_8), colour);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Envelope envelope(SessionEvent event) {
        return new Envelope("s", ++seq, Instant.EPOCH, "q", event);
    }

    private Envelope start(String id) {
        return envelope(
                new SessionEvent.Conversation(
                        new StreamEvent.BlockStart(
                                "main", new ConversationBlock.AssistantText(id, ""), Map.of())));
    }

    private Envelope delta(String id, String text) {
        return envelope(
                new SessionEvent.Conversation(
                        new StreamEvent.TextDelta("main", id, text, Map.of())));
    }

    private Envelope complete(String id, String text) {
        return envelope(
                new SessionEvent.Conversation(
                        new StreamEvent.BlockComplete(
                                "main",
                                id,
                                new ConversationBlock.AssistantText(id, text),
                                Map.of())));
    }

    private Envelope log(String message) {
        return envelope(new SessionEvent.Log(LogLevel.INFO, message, LogSource.RUNNER, null));
    }

    @Test
    void textGrowsOnItsLineAndGoesOnBehindALineOfTheOtherTrack() {
        var printer = printer(false);

        printer.print(start("b"));
        printer.print(delta("b", "Hel"));
        printer.print(delta("b", "lo"));
        printer.print(log("busy"));
        printer.print(delta("b", " world\nagain"));
        printer.print(complete("b", "Hello world\nagain"));

        assertThat(printed().lines())
                .containsExactly(
                        "conversation │ agent     Hello",
                        "operations   │ info      runner: busy",
                        "conversation │ agent      world",
                        "conversation │           again");
    }

    @Test
    void aBlockThatArrivesWholeIsShownWhole() {
        printer(false).print(complete("b", "All at once."));

        assertThat(printed()).isEqualTo("conversation │ agent     All at once.\n");
    }

    @Test
    void theEndOfAQuerySaysHowItEnded() {
        var ended =
                new SessionEvent.QueryEnded("q", QueryOutcome.INTERRUPTED, null, null, null, 1500);

        printer(false).print(envelope(ended));

        assertThat(printed()).isEqualTo("conversation │ query     interrupted after 1.5 s\n");
    }

    @Test
    void colourIsForTerminalsOnly() {
        printer(false).print(log("plain"));
        assertThat(printed()).doesNotContain("\u001b");

        printer(true).print(log("coloured"));
        assertThat(printed()).contains("\u001b[2m");
    }
}
