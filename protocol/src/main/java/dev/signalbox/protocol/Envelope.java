package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// An event of a session with its place and time: what is journaled and what clients are sent.
///
/// @param seq counts from 1, one for each event, never given twice
/// @param at when the server accepted the event; state takes all its times from here
/// @param queryId the query that the event belongs to
/// @param prev the `seq` of the event before it in what this reader is sent; null = `seq - 1`
public record Envelope(
        String sessionId,
        long seq,
        Instant at,
        @Nullable String queryId,
        SessionEvent event,
        @Nullable Long prev) {
    public Envelope {
        Require.field(sessionId, "sessionId");
        Require.field(at, "at");
        Require.field(event, "data");
    }

    public Envelope(
            String sessionId, long seq, Instant at, @Nullable String queryId, SessionEvent event) {
        this(sessionId, seq, at, queryId, event, null);
    }
}
