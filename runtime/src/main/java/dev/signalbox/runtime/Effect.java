package dev.signalbox.runtime;

import dev.signalbox.protocol.RunnerCommand;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// What is to be done once the events that led to it are durable.
sealed interface Effect {
    record Tell(RunnerCommand command) implements Effect {}

    /// Start an environment and attach to its runner.
    record StartEnvironment(long attempt) implements Effect {}

    /// Look for the environment that an earlier owner left, and attach to its runner.
    record FindEnvironment(long attempt) implements Effect {}

    /// Attach to the runner anew, from what is journaled.
    record Reattach(long attempt) implements Effect {}

    /// End the environment with all its processes.
    record StopEnvironment(long attempt, Duration grace) implements Effect {}

    /// Somebody waits to hear that it is durable.
    record Done(CompletableFuture<Void> hears) implements Effect {}

    /// End the owner: another one has the session.
    record GiveUp(String reason) implements Effect {}
}
