package dev.signalbox.server;

/// Why a WebSocket ends.
final class CloseCode {
    /// A frame over the limit.
    static final int TOO_LARGE = 1009;

    /// The server's own fault.
    static final int INTERNAL = 1011;

    /// The server stops or restarts, or cannot ask whose token it is: reconnect.
    static final int RESTARTING = 1012;

    static final int BAD_FRAME = 4400;
    static final int UNAUTHENTICATED = 4401;

    /// The socket took nothing for too long: reconnect and resume.
    static final int SLOW = 4408;

    /// The principal has as many connections as it may have: close some, or come back later.
    static final int TOO_MANY = 4429;

    private CloseCode() {}
}
