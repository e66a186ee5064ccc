package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

/// The door: from what a caller shows to who it is.
final class Admission {
    static final String REFUSAL =
            "send 'Authorization: Bearer TOKEN' with the token of DATA/token, or an API key or"
                    + " identity token that is neither revoked nor expired";
    static final String NO_LONGER = "the token is no longer valid: it was revoked or has expired";

    private static final String SCHEME = "Bearer ";

    private final Authenticator authenticator;

    Admission(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// Who an `Authorization` header names; null when nobody.
    @Nullable Credentials byHeader(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return byToken(header.substring(SCHEME.length()).strip());
    }

    /// Who has a token; null when nobody.
    @Nullable Credentials byToken(String token) {
        return Credentials.of(authenticator, token);
    }
}
