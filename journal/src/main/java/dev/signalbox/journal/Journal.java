package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Sessions and their events, on disk.
///
/// Safe for use by many threads; every method blocks and may be called from virtual threads. An
/// interrupt while a write waits gives a [JournalException] and keeps the thread's interrupt flag.
public interface Journal extends JournalHistory, JournalLogs, AutoCloseable {
    /// Writes a session and its first events together. They survive a crash on return.
    ///
    /// Idempotent: a session with the same tenant and key, or with the same id, is given back as
    /// it is and nothing is written; the caller compares ids.
    ///
    /// @param first events from `seq` 1, without a gap
    /// @throws IllegalArgumentException if the events do not start at 1 or have a gap
    SessionRow create(NewSession session, List<Entry> first) throws JournalException;

    /// Makes the holder the session's owner under a new, higher term. Every owner before it is
    /// fenced off from now on.
    ///
    /// @param holder who it is, for people who look at the database
    /// @return null if there is no such session
    @Nullable Claim claim(String sessionId, String holder) throws JournalException;

    /// Appends a batch, all or nothing: events, runner offset and the row's changes. They survive
    /// a crash on return.
    ///
    /// After a [JournalException] the outcome is not known; the same batch may be tried again
    /// until it gives a result, and is written once.
    ///
    /// @return [AppendResult.Fenced] if the claim is not the newest or the session is gone; then
    ///   nothing was written and nothing ever will be under this claim
    /// @throws IllegalStateException if the batch neither follows the last event nor is what was
    ///   written last: an error in the caller
    AppendResult append(Claim claim, Batch batch) throws JournalException;

    /// Reads events of a session. A session that is not there has none.
    ///
    /// @return at most `limit` events, and no more bytes of JSON than `maxBytes` unless the first
    ///   event alone has more
    List<StoredEvent> read(String sessionId, ReadRequest request) throws JournalException;

    /// One session, or null.
    @Nullable SessionRow session(String id) throws JournalException;

    /// The session that a client gave this key, or null.
    @Nullable SessionRow byKey(String tenant, String key) throws JournalException;

    /// A page of sessions, newest activity first, then by id. A session that becomes active
    /// between two pages moves to the front and is not shown by the pages that follow.
    ///
    /// @throws dev.signalbox.protocol.SignalboxException `BAD_REQUEST` if the cursor is not one
    ///   that a page of this journal gave
    SessionPage list(SessionFilter filter) throws JournalException;

    /// How many sessions there are.
    ///
    /// @param tenant those of this tenant; null = of all
    /// @param createdBy those that this principal made; null = all
    long count(@Nullable String tenant, @Nullable String createdBy) throws JournalException;

    /// Removes a session and all its events, for good.
    ///
    /// @return false if the claim is not the newest or the session is gone
    boolean delete(Claim claim) throws JournalException;

    /// The number of this journal's history; changes when it is restored from elsewhere.
    long epoch();

    /// A write that proves that the journal works (again): it needs fresh room and a sync.
    void probe() throws JournalException;

    /// Waits a bounded time for writes under way and ends all threads. What is still waiting then
    /// fails with a [JournalException]. Closing twice does nothing.
    @Override
    void close();
}
