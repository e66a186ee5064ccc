package dev.signalbox.agent.opencode;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;

import java.time.Duration;

/// What the translator needs of the world. As it is, it does nothing: that is for recorded output.
interface Outside {
    /// Whether something is allowed without asking anybody.
    default PermissionMode.Verdict verdict(String permission) {
        return PermissionMode.Verdict.ASK;
    }

    /// Tells OpenCode what becomes of a request.
    default void reply(Reply reply) {}

    /// The model did not answer, and will be asked again.
    ///
    /// @param attempt how often it did not answer, from 1
    /// @param nextAt when it is asked again, in epoch milliseconds
    default void retrying(long attempt, long nextAt, String message) {}

    /// Runs something later, in case that nothing happens before.
    default void later(Duration after, Runnable task) {}

    default QueryCause cause(ErrorCode code, String message) {
        return new QueryCause(code, message);
    }
}
