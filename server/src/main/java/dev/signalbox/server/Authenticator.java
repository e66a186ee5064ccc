package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

/// Turns a bearer token into a principal. Called on many threads at once.
@FunctionalInterface
public interface Authenticator {
    /// Who has this token; null when nobody has. Takes the same time for every wrong token.
    ///
    /// @throws dev.signalbox.protocol.SignalboxException `ISSUER_UNAVAILABLE` when nobody can tell now
    @Nullable Principal authenticate(String token);
}
