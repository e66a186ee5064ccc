package dev.signalbox.runtime;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.ReadRequest;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.state.SessionState;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Folds a session's journal without reading all of it: from the newest checkpoint on, without logs,
/// which change nothing, and without the deltas of blocks that are complete in the end, whose
/// completion holds the text. If blocks are open in the end, it goes back to where the oldest of them
/// began, and reads what follows whole.
///
/// Gives the same state as folding every event.
final class HistoryFold {
    private static final int PAGE_EVENTS = 1_000;
    private static final long PAGE_BYTES = 8 << 20;
    private static final Set<String> LOGS = Set.of("session:log");
    private static final Set<String> LOGS_AND_DELTAS = Set.of("session:log", "session:block:delta");

    private final Journal journal;
    private final String sessionId;
    private final long lastSeq;

    /// What there was before each open block began, the oldest first.
    private final Map<String, SessionState> before = new LinkedHashMap<>();

    private HistoryFold(Journal journal, String sessionId, long lastSeq) {
        this.journal = journal;
        this.sessionId = sessionId;
        this.lastSeq = lastSeq;
    }

    /// What a session's events up to a `seq` add up to.
    ///
    /// @param lastSeq of the last event of the session, or one before it
    static SessionState fold(
            Journal journal, Checkpoints checkpoints, String sessionId, long lastSeq)
            throws JournalException {
        var begin = checkpoints.newest(sessionId, lastSeq);
        var state = new HistoryFold(journal, sessionId, lastSeq).from(begin);
        checkpoints.offer(sessionId, state, Checkpoints.EVERY);
        return state;
    }

    private SessionState from(SessionState begin) throws JournalException {
        begin.conversations().open().forEach(id -> before.put(id, begin));
        var state = read(begin, LOGS_AND_DELTAS);
        var oldest = before.values().iterator();
        if (oldest.hasNext()) {
            state = read(oldest.next(), LOGS);
        }
        return state.reached(lastSeq);
    }

    private SessionState read(SessionState begin, Set<String> except) throws JournalException {
        var state = begin;
        long at = begin.seq();
        while (at < lastSeq) {
            var page =
                    journal.read(
                            sessionId,
                            ReadRequest.after(at, PAGE_EVENTS, PAGE_BYTES)
                                    .before(lastSeq + 1)
                                    .exceptTypes(except));
            if (page.isEmpty()) {
                break;
            }
            for (var event : page) {
                var envelope = envelope(event.seq(), event.json());
                var next = state.on(envelope);
                note(envelope, state, next);
                state = next;
                at = event.seq();
            }
        }
        return state;
    }

    private void note(Envelope envelope, SessionState was, SessionState is) {
        switch (envelope.event()) {
            case SessionEvent.Conversation(StreamEvent.BlockStart start) -> {
                String id = start.block().id();
                if (is.conversations().open().contains(id)) {
                    before.putIfAbsent(id, was);
                }
            }
            case SessionEvent.Conversation(StreamEvent.BlockComplete complete) -> {
                if (!is.conversations().open().contains(complete.blockId())) {
                    before.remove(complete.blockId());
                }
            }
            default -> {}
        }
    }

    private Envelope envelope(long seq, byte[] json) throws JournalException {
        try {
            return EnvelopeJson.read(json);
        } catch (ProtocolException e) {
            throw new JournalException(
                    JournalException.Reason.DAMAGED,
                    "event " + seq + " of session " + sessionId + " is damaged",
                    e);
        }
    }
}
