package dev.signalbox.runtime;

import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.SpoolLine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Everything that can reach a session's owner thread.
sealed interface SessionInput {
    /// Somebody asks for something and waits for the answer.
    ///
    /// @param decision what to do; throws [dev.signalbox.protocol.SignalboxException], before it
    ///   has said anything, to refuse
    record Request<T>(Function<Turn, T> decision, CompletableFuture<T> answer)
            implements SessionInput {}

    /// The session is in memory; what became of its environment meanwhile?
    record Loaded() implements SessionInput {}

    /// News of the environment. `attempt` names the start or attachment that it is of: news of an
    /// earlier one are dropped.
    sealed interface FromEnvironment extends SessionInput {
        long attempt();
    }

    /// A runner answers.
    record Attached(long attempt, RunnerReply.Hello hello) implements FromEnvironment {}

    record StartFailed(long attempt, String message) implements FromEnvironment {}

    record Said(long attempt, SpoolLine line) implements FromEnvironment {}

    /// The events up to this offset broke the protocol and are left out.
    record LeftOut(long attempt, long offset) implements FromEnvironment {}

    record Violated(long attempt, RunnerViolation violation) implements FromEnvironment {}

    record Ponged(long attempt, RunnerReply.Pong pong) implements FromEnvironment {}

    /// The runner is there, and is of no use: attachments bring nothing.
    ///
    /// @param isLast whether it is given up
    record Useless(long attempt, String message, boolean isLast) implements FromEnvironment {}

    /// The runner is gone, and nobody asked it to go.
    record Vanished(long attempt, String message) implements FromEnvironment {}

    /// The environment is gone, as was asked.
    record Stopped(long attempt) implements FromEnvironment {}

    /// The runner belongs to a later owner of this session.
    record Displaced(long attempt) implements FromEnvironment {}

    /// Time to look at the clock.
    record Tick() implements SessionInput {}

    /// The owner is to end; the environment goes on.
    record Stop() implements SessionInput {}
}
