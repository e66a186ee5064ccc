package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

/// The `Authorization` header.
final class Bearer {
    static final String REFUSAL =
            "send 'Authorization: Bearer TOKEN' with the token of DATA/token or one of your keys";

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /// Who the header names; null when nobody.
    static @Nullable Principal principal(@Nullable String header, Authenticator authenticator) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return authenticator.authenticate(header.substring(SCHEME.length()).strip());
    }
}
