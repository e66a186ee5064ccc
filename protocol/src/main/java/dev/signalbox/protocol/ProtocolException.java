package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

/// A peer sent something that is not the protocol.
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Violation kind;

    ProtocolException(Violation kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public static ProtocolException notJson(String why, @Nullable Throwable cause) {
        return new ProtocolException(Violation.NOT_JSON, why, cause);
    }

    public static ProtocolException tooLong(long bytes, long max) {
        return new ProtocolException(
                Violation.TOO_LONG, "a line of " + bytes + " bytes is over " + max, null);
    }

    public static ProtocolException missingField(String why, @Nullable Throwable cause) {
        return new ProtocolException(Violation.MISSING_FIELD, why, cause);
    }

    public static ProtocolException wrongType(String why, @Nullable Throwable cause) {
        return new ProtocolException(Violation.WRONG_TYPE, why, cause);
    }

    public static ProtocolException blockLaw(String why) {
        return new ProtocolException(Violation.BLOCK_LAW, why, null);
    }

    public static ProtocolException offset(String why) {
        return new ProtocolException(Violation.OFFSET, why, null);
    }

    public static ProtocolException outOfPlace(String why) {
        return new ProtocolException(Violation.OUT_OF_PLACE, why, null);
    }

    /// In which way the peer is wrong.
    public Violation kind() {
        return kind;
    }
}
