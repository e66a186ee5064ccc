package dev.signalbox.environment;

/// Why a connection to a runner ended.
public sealed interface CloseReason {
    /// The runner closed it, or is gone.
    record Eof() implements CloseReason {}

    /// The runner belongs to a later owner.
    ///
    /// @param term the highest that it has seen
    record Refused(long term) implements CloseReason {}

    /// Another connection took the place of this one.
    record Displaced() implements CloseReason {}

    /// The connection broke, or the runner did not say what it must.
    record Failed(String message) implements CloseReason {}

    /// This side closed it.
    record Closed() implements CloseReason {}
}
