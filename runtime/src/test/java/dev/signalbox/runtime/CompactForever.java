package dev.signalbox.runtime;

import dev.signalbox.journal.SqliteJournal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A process that compacts a journal, says each step, and is there to be killed.
final class CompactForever {
    private CompactForever() {}

    public static void main(String[] args) throws Exception {
        var bus = new EventBus();
        try (var journal = SqliteJournal.open(Path.of(args[0]));
                var _ = bus.subscribe(_ -> System.out.println("step"))) {
            var all = Instant.parse("2100-01-01T00:00:00Z");
            new JournalCompactor(journal, bus, Duration.ofHours(1), InstantSource.system())
                    .compactAll(all);
            System.out.println("done");
        }
    }
}
