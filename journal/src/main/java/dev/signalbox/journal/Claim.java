package dev.signalbox.journal;

/// The right to write to a session, until somebody claims it with a higher term.
///
/// @param holder who has it
/// @param term counts from 1, one for each claim of this session
/// @param headSeq `seq` of the last event when the claim was made; 0 when there was none
/// @param runnerOffset the runner's events up to this one are in the journal
public record Claim(String sessionId, String holder, long term, long headSeq, long runnerOffset) {}
