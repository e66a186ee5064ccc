package dev.signalbox.app;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// How commands print events.
final class EventOutput {
    private EventOutput() {}

    /// Both tracks for a person, or an envelope a line.
    static Consumer<Envelope> tracks(boolean json) {
        return json
                ? EventOutput::json
                : new TrackPrinter(Terminal.out(), Terminal.hasColour())::print;
    }

    static void json(Envelope envelope) {
        PrintStream out = Terminal.out();
        out.print(new String(EnvelopeJson.write(envelope), StandardCharsets.UTF_8) + "\n");
        out.flush();
    }

    /// One event a line, with its number and time.
    static void numbered(Envelope envelope) {
        var line = EventText.of(envelope.event());
        Terminal.line(
                "%6d  %s  %-12s  %-28s %s"
                        .formatted(
                                envelope.seq(),
                                envelope.at(),
                                envelope.event().track().wireName(),
                                envelope.event().wireName(),
                                line == null ? "" : line.text().replace("\n", " ⏎ "))
                        .stripTrailing());
    }
}
