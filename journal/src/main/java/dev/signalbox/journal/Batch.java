package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// What is written together: events, the runner offset they came from, and changes of the row.
///
/// @param firstSeq `seq` of the first event: the one after the session's last, even if there are
///   no events in this batch
/// @param entries from `firstSeq`, without a gap; may be empty
/// @param runnerOffset the runner's events up to this one are in the journal with this batch
/// @param change null = the row stays as it is
public record Batch(
        long firstSeq, List<Entry> entries, long runnerOffset, @Nullable RowChange change) {
    public Batch {
        entries = List.copyOf(entries);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).seq() != firstSeq + i) {
                throw new IllegalArgumentException(
                        "entry "
                                + i
                                + " of the batch from seq "
                                + firstSeq
                                + " has seq "
                                + entries.get(i).seq());
            }
        }
    }

    /// The row's new `updatedAt`; null if this batch does not move it.
    @Nullable Instant updatedAt() {
        if (!entries.isEmpty()) {
            return entries.getLast().at();
        }
        return change == null ? null : Instant.now();
    }

    /// `seq` of the session's last event once this batch is written.
    public long lastSeq() {
        return firstSeq + entries.size() - 1;
    }
}
