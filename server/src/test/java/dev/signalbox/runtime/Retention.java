package dev.signalbox.runtime;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;

import java.time.Duration;
import java.time.InstantSource;

/// Has old log lines dropped now.
public final class Retention {
    private Retention() {}

    public static void keepLines(Journal journal, int lines)
            throws JournalException, InterruptedException {
        var keep = new LogRetention(Duration.ZERO, lines, 0);
        new LogRetainer(journal, keep, (_, _) -> {}, InstantSource.system()).retainAll();
    }
}
