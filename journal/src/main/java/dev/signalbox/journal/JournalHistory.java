package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is done with events that were written long ago: they are made fewer, and what they add up to
/// is kept. The part of a [Journal] that work in the background uses; same threads, same failures.
///
/// None of it needs a claim: what is dropped and kept follows from committed events alone, so it is
/// the same whoever owns the session, and doing it twice changes nothing.
public interface JournalHistory {
    /// Sessions with events that compaction has not looked at, in the order in which they were made.
    ///
    /// @param afterNumber [Uncompacted#number] of the last one known; 0 = from the first
    /// @param limit most sessions, from 1
    List<Uncompacted> uncompacted(long afterNumber, int limit) throws JournalException;

    /// Does a step of compaction, all or nothing. It is durable on return.
    ///
    /// Only deltas and updates of blocks are ever dropped, whatever the step says.
    ///
    /// @return false if the session is gone, or somebody has come further with it: there is nothing
    ///   to do any more
    boolean compact(String sessionId, CompactionStep step) throws JournalException;

    /// Keeps a checkpoint in the place of the one before, unless that is of a later event and the
    /// same format. Does nothing when the session is gone or has not come so far.
    void keep(String sessionId, Checkpoint checkpoint) throws JournalException;

    /// The checkpoint of a session, or null.
    @Nullable Checkpoint checkpoint(String sessionId) throws JournalException;

    /// A session that compaction has something to look at in.
    ///
    /// @param number its place in the order in which sessions were made
    /// @param from where it is to begin again: behind this `seq`
    /// @param to it has looked at everything up to here
    /// @param headSeq `seq` of the session's last event
    record Uncompacted(long number, String sessionId, long from, long to, long headSeq) {}

    /// What is dropped, and how far compaction has come with it.
    ///
    /// @param dropped `seq` of each event, rising; not many
    /// @param from where it is to begin again, in this process or another: behind this `seq`
    /// @param to it has looked at everything up to here
    record CompactionStep(List<Long> dropped, long from, long to) {
        public CompactionStep {
            dropped = List.copyOf(dropped);
            if (from > to) {
                throw new IllegalArgumentException("from " + from + " is behind to " + to);
            }
        }
    }

    /// What a session's events up to one add up to, in somebody's format. Events are the truth: a
    /// checkpoint may be missing, and one that cannot be read is as good as none.
    ///
    /// @param format a number that changes when `data` is written otherwise
    /// @param data not to be changed
    record Checkpoint(long seq, int format, byte[] data) {}
}
