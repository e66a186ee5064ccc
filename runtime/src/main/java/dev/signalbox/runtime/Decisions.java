package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.DEBUG;

import dev.signalbox.protocol.ViolationMeter;

/// What each input means for a session: which policy decides on it. Pure but for what these log.
final class Decisions {
    private static final System.Logger LOG = System.getLogger(Decisions.class.getName());

    private Decisions() {}

    static void decide(
            Turn turn, SessionInput input, ViolationMeter violations, long lastActivity) {
        switch (input) {
            case SessionInput.Loaded _ -> EnvironmentPolicy.loaded(turn);
            case SessionInput.FromEnvironment news
                    when news.attempt() != turn.supervision().attempt ->
                    LOG.log(DEBUG, "stale news of an environment session_id=" + turn.sessionId());
            case SessionInput.FromEnvironment news when isOvertaken(turn, news) ->
                    LOG.log(
                            DEBUG,
                            "an environment that is being stopped session_id=" + turn.sessionId());
            case SessionInput.Attached(_, var hello) -> {
                RunnerPolicy.compareSpools(turn, hello, violations);
                EnvironmentPolicy.attached(turn, hello);
            }
            case SessionInput.StartFailed(_, String message) ->
                    CrashPolicy.startFailed(turn, message);
            case SessionInput.Said(_, var line) -> RunnerPolicy.said(turn, line, violations);
            case SessionInput.LeftOut(_, long offset) -> RunnerPolicy.leftOut(turn, offset);
            case SessionInput.Violated(_, var report) -> RunnerPolicy.violation(turn, report);
            case SessionInput.Ponged(_, var pong) -> ClockPolicy.ponged(turn, pong);
            case SessionInput.Useless(_, String message, boolean isLast) ->
                    CrashPolicy.useless(turn, message, isLast);
            case SessionInput.Vanished(_, String message) -> CrashPolicy.vanished(turn, message);
            case SessionInput.Stopped _ -> EnvironmentPolicy.stopped(turn);
            case SessionInput.Displaced _ ->
                    turn.then(new Effect.GiveUp("another server attached to its runner"));
            case SessionInput.Tick _ -> ClockPolicy.tick(turn, lastActivity);
            case SessionInput.Stop _, SessionInput.Request<?> _ -> {} // the owner's own
        }
    }

    /// Whether an environment is to be stopped, and this is news of how it came or went: what it is to
    /// become has been decided, and `Stopped` follows whatever happens to it meanwhile.
    private static boolean isOvertaken(Turn turn, SessionInput.FromEnvironment news) {
        return turn.supervision().phase == Supervision.Phase.STOPPING
                && (news instanceof SessionInput.Attached
                        || news instanceof SessionInput.StartFailed
                        || news instanceof SessionInput.Useless
                        || news instanceof SessionInput.Vanished
                        || news instanceof SessionInput.Displaced);
    }
}
