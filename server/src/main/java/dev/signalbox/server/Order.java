package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

/// What a pump is asked to do by other threads, in the order in which they ask.
sealed interface Order {
    /// Send a frame.
    record Say(byte[] frame) implements Order {}

    /// Send a session's events from now on, behind the reply. Replaces an older subscription to the
    /// same session.
    record Attach(Subscription subscription, byte @Nullable [] reply) implements Order {}

    /// Send a session's events no longer.
    record Detach(String sessionId, byte @Nullable [] reply) implements Order {}

    /// Tell of changed sessions.
    record Watch(Watching watching, byte @Nullable [] reply) implements Order {}

    /// Tell of changed sessions no longer.
    record Unwatch(byte @Nullable [] reply) implements Order {}

    /// Send what was asked before, say goodbye and end.
    record Finish(int code, String reason) implements Order {}
}
