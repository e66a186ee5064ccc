package dev.signalbox.client;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;

/// One JSON object from the server.
sealed interface Incoming {
    /// An event of a session.
    record Event(Envelope envelope) implements Incoming {}

    /// Anything else.
    record Frame(ServerFrame frame) implements Incoming {}

    /// Reads one.
    ///
    /// @throws ProtocolException if it is neither
    static Incoming read(String json) throws ProtocolException {
        var tree = ProtocolJson.readObject(json);
        return tree.has("track") && tree.has("data")
                ? new Event(EnvelopeJson.read(tree))
                : new Frame(ProtocolJson.bind(tree, ServerFrame.class));
    }
}
