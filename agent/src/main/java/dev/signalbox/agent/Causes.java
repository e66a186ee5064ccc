package dev.signalbox.agent;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;

/// Makes the cause of a failure, with what else is known of it.
@FunctionalInterface
public interface Causes {
    QueryCause cause(ErrorCode code, String message);
}
