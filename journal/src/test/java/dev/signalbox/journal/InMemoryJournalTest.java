package dev.signalbox.journal;

final class InMemoryJournalTest extends JournalContract {
    private final Journal journal = new InMemoryJournal();

    @Override
    Journal journal() {
        return journal;
    }
}
