package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the scripted server says: the events of a session `s1` that writes one letter at a time.
final class Script {
    static final String SESSION = "s1";
    static final Instant T0 = Instant.parse("2026-11-23T10:00:00.123Z");
    static final SessionRuntimeState RUNTIME =
            new SessionRuntimeState(true, null, null, List.of(), List.of(), null);

    private Script() {}

    /// Event `seq`: 1 creates the session, 2 starts a block, each later one adds a letter.
    static Envelope event(long seq) {
        SessionEvent event =
                switch ((int) seq) {
                    case 1 ->
                            new SessionEvent.Created(
                                    "demo",
                                    "local",
                                    ProtocolJson.object(),
                                    null,
                                    null,
                                    By.principal("admin"));
                    case 2 ->
                            new SessionEvent.Conversation(
                                    new StreamEvent.BlockStart(
                                            "main", new ConversationBlock.AssistantText("b", "")));
                    default ->
                            new SessionEvent.Conversation(
                                    new StreamEvent.TextDelta(
                                            "main", "b", String.valueOf((char) ('a' + seq % 26))));
                };
        return new Envelope(SESSION, seq, T0.plusMillis(seq), null, event);
    }

    static String json(long seq) {
        return new String(EnvelopeJson.write(event(seq)), StandardCharsets.UTF_8);
    }

    static String json(long seq, long prev) {
        return new String(
                EnvelopeJson.withPrev(EnvelopeJson.write(event(seq)), prev),
                StandardCharsets.UTF_8);
    }

    static void events(ScriptedSocket socket, long from, long to) throws IOException {
        for (long seq = from; seq <= to; seq++) {
            socket.send(json(seq));
        }
    }

    /// Takes a join and answers it.
    static ObjectNode join(ScriptedSocket socket, long headSeq, long epoch)
            throws IOException, ProtocolException {
        var join = socket.read();
        assertThat(join.path("type").stringValue()).isEqualTo("session:join");
        assertThat(join.path("sessionId").stringValue()).isEqualTo(SESSION);
        socket.send(joined(join, headSeq, epoch));
        return join;
    }

    static String joined(ObjectNode join, long headSeq, long epoch) {
        return ProtocolJson.write(
                ServerFrame.Reply.ok(
                        join.path("id").stringValue(),
                        ProtocolJson.tree(new ServerFrame.Joined(headSeq, epoch, RUNTIME))));
    }

    static String snapshot(long asOfSeq, long epoch) {
        return ProtocolJson.write(
                new Replies.SnapshotView(
                        SESSION,
                        asOfSeq,
                        epoch,
                        Map.of(),
                        Replies.Totals.NONE,
                        List.of(),
                        List.of(),
                        List.of(),
                        ProtocolJson.object(),
                        RUNTIME));
    }

    static String resync(long headSeq, long epoch) {
        return ProtocolJson.write(new ServerFrame.Resync(SESSION, "epoch", headSeq, epoch));
    }
}
