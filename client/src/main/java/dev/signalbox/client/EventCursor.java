package dev.signalbox.client;

import dev.signalbox.protocol.Envelope;

/// A reader's place in a session, and the check that no event was lost on the way to it.
final class EventCursor {
    private static final long NOWHERE = -1;

    private long seq = NOWHERE;
    private long epoch;

    /// What to do with an event.
    enum Step {
        /// It is the next one.
        NEXT,
        /// It was here before.
        SEEN,
        /// Something before it is missing.
        GAP
    }

    /// Whether the place is known; it is not before a reader that begins now has joined.
    boolean isPlaced() {
        return seq != NOWHERE;
    }

    long seq() {
        return seq;
    }

    /// 0 when it is not known.
    long epoch() {
        return epoch;
    }

    void place(long newSeq, long newEpoch) {
        seq = newSeq;
        epoch = newEpoch;
    }

    void epoch(long known) {
        epoch = known;
    }

    /// Checks an event by its `prev`, and goes on to it when it is the next one.
    Step step(Envelope event) {
        if (isPlaced()) {
            if (event.seq() <= seq) {
                return Step.SEEN;
            }
            long before = event.prev() == null ? event.seq() - 1 : event.prev();
            if (before != seq) {
                return Step.GAP;
            }
        }
        seq = event.seq();
        return Step.NEXT;
    }

    /// The server says that everything up to `reached` was sent or filtered out.
    void reach(long reached) {
        seq = Math.max(seq, reached);
    }
}
