package dev.signalbox.protocol;

/// Every bound of the wire, in one place.
public final class ProtocolLimits {
    /// Longest line accepted from a runner or an agent, in bytes without the newline.
    public static final int LINE_BYTES_MAX = 32 * 1024 * 1024;

    /// Deepest nesting of a JSON document.
    public static final int NESTING_MAX = 200;

    /// Bytes of an offending line that a violation report quotes, in characters.
    public static final int VIOLATION_HEAD_CHARS = 200;

    /// Default bound of a REST body or a WebSocket frame from a client, in bytes.
    public static final int BODY_BYTES_MAX = 1024 * 1024;

    /// Most items of one page.
    public static final int PAGE_MAX = 1_000;

    /// Items of a page when the request does not say.
    public static final int PAGE_DEFAULT = 100;

    /// Longest path of a UNIX-domain socket that every platform takes, in bytes.
    public static final int SOCKET_PATH_BYTES_MAX = 100;

    /// The last bytes of an agent's stderr that a failure quotes.
    public static final int STDERR_TAIL_BYTES_MAX = 8 * 1024;

    /// What a runner keeps on disk of events that no server has taken, in bytes; then it does not
    /// read its agent until one does.
    public static final long SPOOL_BYTES_MAX = 2L * 1024 * 1024 * 1024;

    private ProtocolLimits() {}
}
