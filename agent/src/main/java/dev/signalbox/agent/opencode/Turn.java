package dev.signalbox.agent.opencode;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Metadata;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// What is known of a query while OpenCode works on it.
final class Turn {
    final String queryId;

    /// OpenCode's session that it is in; null until that is known.
    @Nullable String sessionId;

    /// Whether OpenCode has begun to work on it: an end that is said before is another turn's.
    boolean isTakenUp;

    /// Whether OpenCode has the user's message.
    boolean isHeard;

    boolean isInterruptAsked;

    /// Whether OpenCode says that it was aborted.
    boolean isAborted;

    /// Whether OpenCode has said that it is idle, with a message of its own still open.
    boolean isIdle;

    /// Whether the last that was heard is that the model will be asked again.
    boolean isRetrying;

    /// What went wrong last, if nothing has come after it.
    @Nullable Problem problem;

    /// Why we gave it up.
    @Nullable Problem givenUp;

    /// Why the model stopped last, in OpenCode's words.
    @Nullable String finish;

    /// Messages of the model that are not complete.
    final Set<String> openMessages = new HashSet<>();

    /// All that was said of it so far, for the last metadata of a query stands for the whole.
    Metadata metadata = Metadata.NONE;

    /// Whether it can come to its end. An abort may come after the message and before the work.
    boolean canEnd() {
        return isTakenUp || (isHeard && isInterruptAsked);
    }

    /// A failure and what it is called.
    record Problem(ErrorCode code, String message) {}

    Turn(String queryId) {
        this.queryId = queryId;
    }
}
