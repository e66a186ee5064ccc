package dev.signalbox.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.signalbox.protocol.ProtocolJson;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An OpenID issuer on loopback, with a discovery document and keys that it signs tokens with. Keys
/// come and go, and it can be down. Ends with [#close].
public final class LocalIssuer implements AutoCloseable {
    /// What its tokens are for.
    public static final String AUDIENCE = "signalbox";

    private static final int RSA_BITS = 2_048;

    private final HttpServer http;
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final AtomicInteger refusedRequests = new AtomicInteger();
    private volatile List<JWK> published = List.of();
    private volatile boolean isDown;
    private volatile String says;

    /// An issuer without keys.
    public LocalIssuer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        says = url().toString();
        http.createContext(
                "/.well-known/openid-configuration",
                exchange ->
                        answer(
                                exchange,
                                ProtocolJson.write(
                                        ProtocolJson.object()
                                                .put("issuer", says)
                                                .put("jwks_uri", keysUrl().toString()))));
        http.createContext(
                "/keys",
                exchange -> {
                    keyRequests.incrementAndGet();
                    answer(exchange, new JWKSet(published).toString(false));
                });
        http.start();
    }

    /// What its tokens say of it.
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /// Where its keys are.
    public URI keysUrl() {
        return url().resolve("/keys");
    }

    /// A key that nobody knows yet.
    public static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(RSA_BITS).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no RSA here", e);
        }
    }

    /// A key that nobody knows yet.
    public static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no P-256 here", e);
        }
    }

    /// These are its keys from now on. They are shown as they are: give public halves.
    public void publish(JWK... keys) {
        published = List.of(keys);
    }

    /// Whether it answers with 503.
    public void setDown(boolean down) {
        isDown = down;
    }

    /// Who it says that it is.
    public void say(String issuer) {
        says = issuer;
    }

    /// How often somebody asked for its keys.
    public int keyRequests() {
        return keyRequests.get();
    }

    /// How often somebody asked while it was down.
    public int refusedRequests() {
        return refusedRequests.get();
    }

    /// A token of `anna`, prompter of tenant `acme`, for an hour.
    ///
    /// @param change what it says otherwise
    public String token(JWK key, Instant now, UnaryOperator<JWTClaimsSet.Builder> change) {
        var usual =
                new JWTClaimsSet.Builder()
                        .issuer(url().toString())
                        .audience(AUDIENCE)
                        .subject("anna")
                        .claim("roles", List.of("prompter"))
                        .claim("tenant", "acme")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
        return sign(key, change.apply(usual).build());
    }

    private static String sign(JWK key, JWTClaimsSet claims) {
        try {
            var algorithm = key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
            var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
            var token = new SignedJWT(header, claims);
            token.sign(
                    key instanceof RSAKey rsa
                            ? new RSASSASigner(rsa)
                            : new ECDSASigner(key.toECKey()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with " + key.getKeyID(), e);
        }
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (isDown) {
                refusedRequests.incrementAndGet();
            }
            exchange.sendResponseHeaders(isDown ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
