package dev.signalbox.server;

import java.io.IOException;
import java.time.Duration;

/// A socket took nothing for the time allowed.
final class SlowClientException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowClientException(Duration waited) {
        super("the socket took nothing for " + waited.toMillis() + " ms");
    }
}
