package dev.signalbox.client;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;

/// Hears what a [SessionSubscription] brings.
///
/// Every method is called on the subscription's own thread, one after the other. A slow listener
/// slows its own subscription, the server keeps its place; an exception ends the subscription.
@FunctionalInterface
public interface SessionListener {
    /// The next event. None is missing before it, but those that the filter leaves out, and none
    /// comes twice.
    void event(Envelope event);

    /// The server sends events from here on: for the first time, or again after a break.
    default void joined(long headSeq, long epoch, SessionRuntimeState runtime) {}

    /// Everything up to `seq` has been sent or filtered out.
    default void cursor(long seq) {}

    /// Forget what came before: the session is this, and what follows.
    default void snapshot(Replies.SnapshotView snapshot) {}

    /// Forget what came before: the session is told again from its first event.
    default void restarted() {}

    /// The connection broke; the subscription goes on where it was after a while.
    default void disconnected(String why, Duration retryIn) {}

    /// The session was deleted. Nothing follows.
    default void deleted() {}

    /// The subscription cannot go on. Nothing follows.
    default void failed(SignalboxException why) {}
}
