package dev.signalbox.journal;

import java.util.List;
import java.util.Objects;

/// A journal to be tested and how tests speak to it.
abstract class JournalFixture {
    static final long MANY_BYTES = 1L << 30;

    /// A journal that other tests of the class may use too: sessions have fresh ids.
    abstract Journal journal();

    final Samples samples = new Samples();

    final Claim claimNew() throws JournalException {
        return claim(journal().create(samples.session(), List.of()).id());
    }

    final Claim claim(String id) throws JournalException {
        return Objects.requireNonNull(journal().claim(id, "here"));
    }

    final List<StoredEvent> all(String id) throws JournalException {
        return journal().read(id, ReadRequest.after(0, 100_000, MANY_BYTES));
    }

    static List<Long> seqs(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::seq).toList();
    }

    final SessionRow row(Claim claim) throws JournalException {
        return Objects.requireNonNull(journal().session(claim.sessionId()));
    }
}
