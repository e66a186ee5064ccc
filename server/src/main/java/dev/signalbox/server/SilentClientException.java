package dev.signalbox.server;

import java.io.IOException;
import java.time.Duration;

/// A client gave no sign of life for the time allowed, and its socket takes whatever it is given:
/// the connection is half open, and nobody reads.
final class SilentClientException extends IOException {
    private static final long serialVersionUID = 1L;

    SilentClientException(Duration waited) {
        super("no sign of life for " + waited.toMillis() + " ms");
    }
}
