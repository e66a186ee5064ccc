package dev.signalbox.agent.parrot;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.List;

/// Converts what a parrot was heard to say.
final class ParrotConverter implements NativeConverter {
    private List<StreamEvent> events = new ArrayList<>();
    private final ParrotTranslator translator =
            new ParrotTranslator(new CountedIds(), event -> events.add(event), QueryCause::new);

    @Override
    public List<StreamEvent> line(byte[] line) {
        try {
            translator.accept(ProtocolJson.readObject(line));
        } catch (ProtocolException _) {
            return List.of(); // A parrot prints nothing else.
        }
        return taken();
    }

    @Override
    public List<StreamEvent> end() {
        translator.recordingEnded();
        return taken();
    }

    private List<StreamEvent> taken() {
        var taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
