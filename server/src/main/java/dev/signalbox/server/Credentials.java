package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What was accepted of a caller, to be asked about again: keys are revoked, tokens expire, and
/// people sign out.
final class Credentials {
    private final String secret;
    private final @Nullable String token;
    private final Principal who;
    private final Supplier<@Nullable Principal> again;

    private Credentials(
            String secret,
            @Nullable String token,
            Principal who,
            Supplier<@Nullable Principal> again) {
        this.secret = secret;
        this.token = token;
        this.who = who;
        this.again = again;
    }

    /// Null when nobody has this token.
    static @Nullable Credentials of(Authenticator authenticator, String token) {
        @Nullable Principal who = authenticator.authenticate(token);
        return who == null
                ? null
                : new Credentials(token, token, who, () -> authenticator.authenticate(token));
    }

    /// The same person by way of something that was given for these, and ends before them or with
    /// them.
    ///
    /// @param isOpen whether it has not ended yet
    Credentials through(String other, BooleanSupplier isOpen) {
        return new Credentials(other, null, who, () -> isOpen.getAsBoolean() ? again() : null);
    }

    /// The key or token itself; null where something was shown that was given for one.
    @Nullable String token() {
        return token;
    }

    /// Who had it when it was accepted.
    Principal who() {
        return who;
    }

    /// Who has it now; null when it is no longer accepted.
    @Nullable Principal again() {
        return again.get();
    }

    /// Those of one secret are equal: asking about one is enough.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credentials same && same.secret.equals(secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    /// Without the secret, which belongs in no log.
    @Override
    public String toString() {
        return "Credentials[" + who.name() + "]";
    }
}
