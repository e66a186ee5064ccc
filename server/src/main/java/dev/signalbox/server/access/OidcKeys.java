package dev.signalbox.server.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;

/// The public keys of an issuer, read from it when they are needed: the discovery document, unless
/// the configuration says where the keys are, and then the keys.
final class OidcKeys implements JWKSetSource<SecurityContext> {
    private static final int BYTES_MAX = 256 * 1024;

    private final OidcSettings settings;
    private final Times times;
    private final DefaultResourceRetriever http;

    /// How long keys are kept, and waited for.
    ///
    /// @param cached then they are read again
    /// @param pause between two readings because of a key that is not known; two may come at once
    /// @param outage how long the old ones are used while the issuer cannot be reached
    /// @param patience how long the issuer may take for a connection, and how long for an answer. Both
    ///   for two documents, and the look at open streams that waits for them, fit into the 15 s within
    ///   which a stream ends.
    record Times(Duration cached, Duration pause, Duration outage, Duration patience) {
        static final Times USUAL =
                new Times(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofHours(4),
                        Duration.ofSeconds(2));

        Times withPatience(Duration other) {
            return new Times(cached, pause, outage, other);
        }
    }

    private volatile boolean isReachable;

    OidcKeys(OidcSettings settings, Times times) {
        this.settings = settings;
        this.times = times;
        int patience = Math.toIntExact(times.patience().toMillis());
        http = new DefaultResourceRetriever(patience, patience, BYTES_MAX);
    }

    /// Whether the last reading brought keys.
    boolean isReachable() {
        return isReachable;
    }

    /// Keys that are cached, and read again when a token names one that is not among them.
    JWKSource<SecurityContext> cached() {
        long patience = 2 * times.patience().toMillis();
        return JWKSourceBuilder.create(this)
                .cache(times.cached().toMillis(), 2 * patience)
                .refreshAheadCache(false)
                .rateLimited(times.pause().toMillis())
                .outageTolerant(times.outage().toMillis())
                .build();
    }

    @Override
    public JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
            throws JWKSetUnavailableException {
        isReachable = false;
        URI from = settings.jwksUrl() == null ? discovered() : settings.jwksUrl();
        String text = read(from);
        try {
            var keys = JWKSet.parse(text);
            isReachable = true;
            return keys;
        } catch (ParseException e) {
            throw new JWKSetRetrievalException(from + " holds no keys: " + e.getMessage(), e);
        }
    }

    private URI discovered() throws JWKSetUnavailableException {
        var url = settings.discoveryUrl();
        try {
            var document = ProtocolJson.readObject(read(url));
            String issuer = document.path("issuer").asString("");
            if (!issuer.equals(settings.issuer().toString())) {
                throw new JWKSetRetrievalException(
                        url
                                + " is of the issuer '"
                                + issuer
                                + "', and auth.oidc.issuer says '"
                                + settings.issuer()
                                + "': write it the same way",
                        null);
            }
            var keys = URI.create(document.path("jwks_uri").asString(""));
            if (!OidcSettings.isSafe(keys)) {
                throw new JWKSetRetrievalException(
                        url + " names keys at '" + keys + "', which is not https://…", null);
            }
            return keys;
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new JWKSetRetrievalException(
                    url + " is no discovery document: " + e.getMessage(), e);
        }
    }

    private String read(URI url) throws JWKSetUnavailableException {
        try {
            return http.retrieveResource(url.toURL()).getContent();
        } catch (IOException e) {
            throw new JWKSetRetrievalException("cannot read " + url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
