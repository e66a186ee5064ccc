package dev.signalbox.environment;

import dev.signalbox.protocol.ErrorCode;

import org.jspecify.annotations.Nullable;

/// An environment or its runner failed. The message says what was attempted, where, and what came
/// of it; it may quote the runner's own log.
public final class EnvironmentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public EnvironmentException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public EnvironmentException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
