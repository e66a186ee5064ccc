package dev.signalbox.journal;

/// The fault of a caller that has lost count.
final class Misplaced {
    private Misplaced() {}

    static IllegalStateException batch(Claim claim, Batch batch, long headSeq) {
        return new IllegalStateException(
                "a batch from seq %d (%d events) was appended to session %s under term %d, but its last event has seq %d and this is not a retry of the last batch"
                        .formatted(
                                batch.firstSeq(),
                                batch.entries().size(),
                                claim.sessionId(),
                                claim.term(),
                                headSeq));
    }
}
