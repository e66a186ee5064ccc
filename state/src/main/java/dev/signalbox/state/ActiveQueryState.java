package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Is work in progress? At most one query at a time.
///
/// Folded from `session:query:started` and `session:query:ended` alone; says nothing about whether
/// the place is healthy: see [ExecutionEnvironmentMachine].
///
/// - `None` + `started` → `Running`.
/// - `Running` + `ended` of the same query → `None`.
/// - Everything else changes nothing.
public sealed interface ActiveQueryState {
    record None() implements ActiveQueryState {}

    /// @param startedAt from the envelope
    /// @param by who asked for it; null when nobody did
    record Running(String queryId, Instant startedAt, QueryOrigin origin, @Nullable By by)
            implements ActiveQueryState {}

    /// The query that is running, or null.
    default @Nullable String queryId() {
        return switch (this) {
            case None _ -> null;
            case Running running -> running.queryId();
        };
    }

    /// Folds one event. Never throws.
    default ActiveQueryState on(Envelope envelope) {
        return switch (this) {
            case None _ ->
                    envelope.event()
                                    instanceof SessionEvent.QueryStarted(var id, var origin, var by)
                            ? new Running(id, envelope.at(), origin, by)
                            : this;
            case Running(var active, _, _, _) ->
                    envelope.event() instanceof SessionEvent.QueryEnded ended
                                    && ended.queryId().equals(active)
                            ? new None()
                            : this;
        };
    }
}
