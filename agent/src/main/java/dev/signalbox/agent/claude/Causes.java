package dev.signalbox.agent.claude;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;

/// Makes the cause of a failure, with what else is known of it.
@FunctionalInterface
interface Causes {
    QueryCause cause(ErrorCode code, String message);
}
