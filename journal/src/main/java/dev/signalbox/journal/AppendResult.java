package dev.signalbox.journal;

/// What became of a batch.
public sealed interface AppendResult {
    /// The batch is on disk.
    ///
    /// @param headSeq `seq` of the session's last event
    record Committed(long headSeq) implements AppendResult {}

    /// Nothing was written and nothing ever will be under this claim: somebody else owns the
    /// session, or it is gone.
    ///
    /// @param term of the owner now; 0 if the session is gone
    record Fenced(long term) implements AppendResult {}
}
