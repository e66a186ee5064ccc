package dev.signalbox.journal;

/// A batch of a caller that has lost count. Nothing was written.
final class Misplaced extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Misplaced(Claim claim, Batch batch, long headSeq) {
        super(
                "a batch from seq %d (%d events) was appended to session %s under term %d, but its last event has seq %d and this is not a retry of the last batch"
                        .formatted(
                                batch.firstSeq(),
                                batch.entries().size(),
                                claim.sessionId(),
                                claim.term(),
                                headSeq));
    }
}
