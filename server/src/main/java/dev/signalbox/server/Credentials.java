package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

/// A token that was accepted, to be asked about again: keys are revoked, and tokens expire.
final class Credentials {
    private final Authenticator authenticator;
    private final String token;
    private final Principal who;

    private Credentials(Authenticator authenticator, String token, Principal who) {
        this.authenticator = authenticator;
        this.token = token;
        this.who = who;
    }

    /// Null when nobody has this token.
    static @Nullable Credentials of(Authenticator authenticator, String token) {
        @Nullable Principal who = authenticator.authenticate(token);
        return who == null ? null : new Credentials(authenticator, token, who);
    }

    /// Who had it when it was accepted.
    Principal who() {
        return who;
    }

    /// Who has it now; null when it is no longer accepted.
    @Nullable Principal again() {
        return authenticator.authenticate(token);
    }

    /// Those of one token are equal: asking about one is enough.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credentials same && same.token.equals(token);
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }

    /// Without the token, which belongs in no log.
    @Override
    public String toString() {
        return "Credentials[" + who.name() + "]";
    }
}
