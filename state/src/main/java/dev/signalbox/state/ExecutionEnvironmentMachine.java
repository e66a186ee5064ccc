package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState.Environment;

import org.jspecify.annotations.Nullable;

/// Is the place healthy? Folded from `session:status` alone; says nothing about whether work is in
/// progress: see [ActiveQueryState].
///
/// A `session:status` carries the whole environment, or null before the first one, and the last
/// one wins. Whether a change makes sense is decided before the event is written, not here.
final class ExecutionEnvironmentMachine {
    private ExecutionEnvironmentMachine() {}

    static @Nullable Environment on(@Nullable Environment before, Envelope envelope) {
        return envelope.event() instanceof SessionEvent.Status(var runtime)
                ? runtime.executionEnvironment()
                : before;
    }
}
