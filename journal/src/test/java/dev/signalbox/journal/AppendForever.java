package dev.signalbox.journal;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;

/// A process that appends to one session until it is killed, and prints each `seq` up to which
/// everything is committed. Arguments: the database, the session.
final class AppendForever {
    private AppendForever() {}

    public static void main(String[] args) throws JournalException {
        var samples = new Samples();
        var random = new Random();
        try (var journal = SqliteJournal.open(Path.of(args[0]))) {
            var claim = Objects.requireNonNull(journal.claim(args[1], "the victim"));
            long next = claim.headSeq() + 1;
            while (true) {
                int size = 1 + random.nextInt(50);
                journal.append(claim, samples.batch(next, size));
                next += size;
                System.out.println(next - 1);
            }
        }
    }
}
