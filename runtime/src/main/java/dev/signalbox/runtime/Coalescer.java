package dev.signalbox.runtime;

import dev.signalbox.journal.StoredEvent;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Joins deltas of one block that follow each other into one, which carries the `seq` of the last.
final class Coalescer {
    private static final String DELTA = "session:block:delta";

    private Coalescer() {}

    static List<StoredEvent> join(List<StoredEvent> events) {
        var joined = new ArrayList<StoredEvent>(events.size());
        int i = 0;
        while (i < events.size()) {
            int end = i + 1;
            if (events.get(i).type().equals(DELTA)) {
                while (end < events.size() && events.get(end).type().equals(DELTA)) {
                    end++;
                }
            }
            if (end - i == 1) {
                joined.add(events.get(i));
            } else {
                joinRun(events.subList(i, end), joined);
            }
            i = end;
        }
        return joined;
    }

    /// A run of deltas, of one block or of several.
    private static void joinRun(List<StoredEvent> run, List<StoredEvent> joined) {
        @Nullable Envelope first = null;
        StoredEvent last = run.get(0);
        var text = new StringBuilder();
        for (var event : run) {
            var envelope = read(event);
            if (first != null && !isSameBlock(first, envelope)) {
                joined.add(write(first, last, text.toString()));
                first = null;
                text.setLength(0);
            }
            if (first == null) {
                first = envelope;
            }
            text.append(delta(envelope).delta());
            last = event;
        }
        joined.add(write(Objects.requireNonNull(first), last, text.toString()));
    }

    private static boolean isSameBlock(Envelope a, Envelope b) {
        return delta(a).blockId().equals(delta(b).blockId())
                && delta(a).conversationId().equals(delta(b).conversationId())
                && Objects.equals(a.queryId(), b.queryId());
    }

    private static StoredEvent write(Envelope first, StoredEvent last, String text) {
        var delta = delta(first);
        var event =
                new SessionEvent.Conversation(
                        new StreamEvent.TextDelta(delta.conversationId(), delta.blockId(), text));
        var envelope =
                new Envelope(
                        first.sessionId(), last.seq(), read(last).at(), first.queryId(), event);
        return new StoredEvent(
                last.seq(), last.type(), last.track(), last.level(), EnvelopeJson.write(envelope));
    }

    private static StreamEvent.TextDelta delta(Envelope envelope) {
        if (envelope.event() instanceof SessionEvent.Conversation(StreamEvent.TextDelta delta)) {
            return delta;
        }
        throw new IllegalStateException("not a delta: seq " + envelope.seq());
    }

    private static Envelope read(StoredEvent event) {
        try {
            return EnvelopeJson.read(event.json());
        } catch (ProtocolException e) {
            throw new IllegalStateException("the journal holds what was never written", e);
        }
    }
}
