package dev.signalbox.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.Authenticator;
import dev.signalbox.server.Principal;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Whoever shows a token that the configured issuer signed for this server.
///
/// Only signatures by a private key count: a token that is not signed, or signed by a secret that
/// both sides know, is refused before its key is looked for.
public final class OidcAuthenticator implements Authenticator {
    private static final System.Logger LOG = System.getLogger(OidcAuthenticator.class.getName());

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private static final int SKEW_SECONDS = 60;
    private static final int TOKEN_CHARS_MAX = 16 * 1024;
    private static final int REASON_CHARS_MAX = 300;
    private static final int DOTS = 2;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final ClaimsVerifier verifier;
    private final OidcKeys keys;
    private final OidcClaims claims;
    private final String issuer;
    private final AtomicLong nextLineAt = new AtomicLong(System.nanoTime());

    /// Reads nothing yet: a server starts also while its issuer cannot be reached.
    ///
    /// @param clock what tokens expire by
    public OidcAuthenticator(OidcSettings settings, InstantSource clock) {
        this(settings, clock, OidcKeys.Times.USUAL);
    }

    /// @param patience how long the issuer may take for a connection, and how long for an answer
    public OidcAuthenticator(OidcSettings settings, InstantSource clock, Duration patience) {
        this(settings, clock, OidcKeys.Times.USUAL.withPatience(patience));
    }

    OidcAuthenticator(OidcSettings settings, InstantSource clock, OidcKeys.Times times) {
        claims = new OidcClaims(settings);
        issuer = settings.issuer().toString();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        keys = new OidcKeys(settings, times);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.cached()));
        verifier = new ClaimsVerifier(settings, clock);
        verifier.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(verifier);
    }

    /// @throws SignalboxException `ISSUER_UNAVAILABLE` when the token names a key that is not known,
    ///   and the issuer cannot be asked for it
    @Override
    public @Nullable Principal authenticate(String token) {
        if (token.length() > TOKEN_CHARS_MAX
                || token.chars().filter(c -> c == '.').count() != DOTS) {
            return null;
        }
        try {
            var signed = SignedJWT.parse(token);
            // First, so that what has expired is refused also while the issuer cannot be asked.
            verifier.verify(signed.getJWTClaimsSet(), null);
            return claims.principal(processor.process(signed, null));
        } catch (KeySourceException e) {
            if (e instanceof RateLimitReachedException && keys.isReachable()) {
                say(Level.INFO, "an identity token of a key that is not the issuer's", e);
                return null;
            }
            say(Level.WARNING, "the keys of the issuer are not to be had", e);
            throw new SignalboxException(
                    ErrorCode.ISSUER_UNAVAILABLE,
                    "the key of this token is not known, and the issuer "
                            + issuer
                            + " cannot be asked for it now: try again in half a minute",
                    e);
        } catch (BadJOSEException
                | JOSEException
                | ParseException
                | OidcClaims.UnusableException e) {
            say(Level.INFO, "an identity token was refused", e);
            return null;
        }
    }

    /// Why, so that who sets it up can see; now and then, so that nobody can fill the log.
    private void say(Level level, String what, Exception e) {
        long now = System.nanoTime();
        long due = nextLineAt.get();
        if (now - due >= 0 && nextLineAt.compareAndSet(due, now + BETWEEN_LINES.toNanos())) {
            LOG.log(level, what + " issuer=" + issuer + " reason=" + oneLine(e.getMessage()));
        }
    }

    /// A token may name anything, line ends included.
    private static String oneLine(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return line.length() <= REASON_CHARS_MAX ? line : line.substring(0, REASON_CHARS_MAX) + "…";
    }

    private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        ClaimsVerifier(OidcSettings settings, InstantSource clock) {
            super(
                    settings.audience(),
                    new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                    Set.of("exp"));
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
