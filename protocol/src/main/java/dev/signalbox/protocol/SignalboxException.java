package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A request that failed for a reason with a name.
///
/// The message says what was attempted, on which id, and what to do. It is shown to the caller: no
/// secret, no file content, no stack trace.
public final class SignalboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, Object> details;

    public SignalboxException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    public SignalboxException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, Map.of(), cause);
    }

    /// A failure that says more than its code and message.
    ///
    /// @param details further members of the problem body, such as who resolved a permission
    public SignalboxException(
            ErrorCode code,
            String message,
            Map<String, Object> details,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }
}
