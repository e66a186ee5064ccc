package dev.signalbox.environment;

import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.SpoolLine;

/// Hears what a runner says. Every method is called on the connection's one reader thread, in the
/// order of the wire; `closed` is the last call, and comes exactly once.
public interface RunnerListener {
    /// The runner took the attach. Spooled events follow.
    void hello(RunnerReply.Hello hello);

    /// One event. May block: then the runner's socket fills and its spool keeps the rest.
    ///
    /// @throws InterruptedException if the connection is closed meanwhile
    void event(SpoolLine line) throws InterruptedException;

    /// The events up to this offset that were not said are left out: their lines broke the protocol,
    /// which is reported by itself. May block like [#event].
    ///
    /// @throws InterruptedException if the connection is closed meanwhile
    void leftOut(long offset) throws InterruptedException;

    /// Lines were left out; at most one report per kind and second.
    void violation(RunnerViolation violation);

    void pong(RunnerReply.Pong pong);

    /// Nothing follows.
    void closed(CloseReason why);
}
