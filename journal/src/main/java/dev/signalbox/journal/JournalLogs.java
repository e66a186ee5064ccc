package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// The part of a [Journal] that keeps logs from growing without end; same threads, same failures.
///
/// Only log lines are ever dropped, and never a session's last event. None of it needs a claim: what
/// a session adds up to does not depend on its logs, and dropping twice changes nothing.
public interface JournalLogs {
    /// A log line that is there.
    ///
    /// @param bytes of its JSON
    record LogLine(long seq, Instant at, long bytes) {}

    /// A session, whether it has logs or not.
    ///
    /// @param number its place in the order in which sessions were made
    /// @param headSeq `seq` of the session's last event
    record Logged(long number, String sessionId, long headSeq) {}

    /// Sessions in the order in which they were made.
    ///
    /// @param afterNumber [Logged#number] of the last one known; 0 = from the first
    /// @param limit most sessions, from 1
    List<Logged> logged(long afterNumber, int limit) throws JournalException;

    /// Log lines of a session, the newest first. A session that is not there has none.
    ///
    /// @param before only lines with a lower `seq`
    /// @param limit most lines, from 1
    List<LogLine> logLines(String sessionId, long before, int limit) throws JournalException;

    /// The oldest log line of a session, or null.
    @Nullable LogLine oldestLog(String sessionId) throws JournalException;

    /// Drops log lines up to a `seq`, at most so many. Those that are dropped are gone on return.
    ///
    /// @return how many; less than `most` when no others are left
    int dropLogs(String sessionId, long upTo, int most) throws JournalException;
}
