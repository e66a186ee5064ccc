package dev.signalbox.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.Principal;
import dev.signalbox.server.Role;
import dev.signalbox.testkit.LocalIssuer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Identity tokens of an issuer that is there.
@Timeout(60)
class OidcTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final RSAKey RSA = LocalIssuer.rsa("one");
    private static final RSAKey NEXT = LocalIssuer.rsa("two");
    private static final ECKey EC = LocalIssuer.ec("curve");
    private static final Principal ANNA = new Principal("oidc:anna", Set.of(Role.PROMPTER), "acme");

    /// A busy machine is no issuer that is down.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LocalIssuer issuer;
    private OidcAuthenticator oidc;

    @BeforeEach
    void start() throws IOException {
        issuer = new LocalIssuer();
        issuer.publish(RSA.toPublicJWK(), EC.toPublicJWK());
        oidc = authenticator(settings("sub", "roles", "tenant"));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private OidcSettings settings(String name, String roles, String tenant) {
        return new OidcSettings(issuer.url(), LocalIssuer.AUDIENCE, null, name, roles, tenant);
    }

    private static OidcAuthenticator authenticator(OidcSettings settings) {
        return new OidcAuthenticator(settings, InstantSource.fixed(NOW), PATIENCE);
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return issuer.token(RSA, NOW, change);
    }

    private @Nullable Principal who(UnaryOperator<JWTClaimsSet.Builder> change) {
        return oidc.authenticate(token(change));
    }

    private void assertWorks() {
        assertThat(who(it -> it)).isEqualTo(ANNA);
    }

    @Test
    void aTokenOfTheIssuerSaysWhoItIs() {
        assertWorks();
        assertThat(oidc.authenticate(issuer.token(EC, NOW, it -> it))).isEqualTo(ANNA);
        assertThat(issuer.keyRequests()).as("keys are cached").isOne();
        var direct =
                new OidcSettings(
                        issuer.url(),
                        LocalIssuer.AUDIENCE,
                        issuer.keysUrl(),
                        "sub",
                        "roles",
                        "tenant");
        issuer.say("nobody"); // The discovery document is not asked.
        assertThat(authenticator(direct).authenticate(token(it -> it))).isEqualTo(ANNA);
    }

    @Test
    void aTokenForSomebodyElseOrOfSomebodyElseIsRefused() {
        assertThat(who(it -> it.issuer("https://evil.example.com"))).isNull();
        assertThat(who(it -> it.issuer(null))).isNull();
        assertThat(who(it -> it.audience("another"))).isNull();
        assertThat(who(it -> it.audience((String) null))).isNull();
        assertThat(who(it -> it.audience(List.of("another", LocalIssuer.AUDIENCE)))).isNotNull();
        assertWorks();
    }

    @Test
    void aTokenCountsInItsTimeAndAMinuteAround() {
        assertThat(who(it -> it.expirationTime(at(-59)))).isNotNull();
        assertThat(who(it -> it.expirationTime(at(-61)))).isNull();
        assertThat(who(it -> it.expirationTime(null))).as("no end").isNull();
        assertThat(who(it -> it.notBeforeTime(at(59)))).isNotNull();
        assertThat(who(it -> it.notBeforeTime(at(61)))).isNull();
        assertWorks();
    }

    private static Date at(int seconds) {
        return Date.from(NOW.plusSeconds(seconds));
    }

    @Test
    void aTokenWithoutASignatureIsRefused() {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer.url().toString())
                        .audience(LocalIssuer.AUDIENCE)
                        .subject("anna")
                        .expirationTime(at(600))
                        .build();
        assertThat(oidc.authenticate(new PlainJWT(claims).serialize())).isNull();
        String[] parts = token(it -> it).split("\\.", -1);
        for (var header : List.of("{\"alg\":\"none\"}", "{\"alg\":\"NONE\"}", "{}")) {
            String encoded =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(header.getBytes(StandardCharsets.UTF_8));
            assertThat(oidc.authenticate(encoded + "." + parts[1] + ".")).isNull();
            assertThat(oidc.authenticate(encoded + "." + parts[1] + "." + parts[2])).isNull();
        }
        assertWorks();
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        var claims = SignedJWT.parse(token(it -> it)).getJWTClaimsSet();
        byte[] der = RSA.toRSAPublicKey().getEncoded();
        byte[] pem =
                ("-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(der)
                                + "\n-----END PUBLIC KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] json = RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        for (byte[] secret : List.of(der, pem, json)) {
            for (var algorithm : List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS512)) {
                var forged =
                        new SignedJWT(
                                new JWSHeader.Builder(algorithm).keyID("one").build(), claims);
                forged.sign(new MACSigner(secret));
                assertThat(oidc.authenticate(forged.serialize())).isNull();
            }
        }
        // Not even when the issuer publishes a shared secret.
        var shared = new OctetSequenceKey.Builder(der).keyID("shared").build();
        issuer.publish(RSA.toPublicJWK(), shared);
        var forged =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("shared").build(), claims);
        forged.sign(new MACSigner(der));
        assertThat(
                        authenticator(settings("sub", "roles", "tenant"))
                                .authenticate(forged.serialize()))
                .isNull();
        assertWorks();
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotUsed() throws Exception {
        var claims = SignedJWT.parse(token(it -> it)).getJWTClaimsSet();
        var mine = LocalIssuer.rsa("one");
        for (var header :
                List.of(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID("one")
                                .jwk(mine.toPublicJWK())
                                .build(),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .jwk(mine.toPublicJWK())
                                .jwkURL(URI.create("https://evil.example.com/keys"))
                                .build())) {
            var forged = new SignedJWT(header, claims);
            forged.sign(new RSASSASigner(mine));
            assertThat(oidc.authenticate(forged.serialize())).isNull();
        }
        assertWorks();
    }

    @Test
    void aTokenThatWasChangedOrIsOfAnotherKindIsRefused() throws Exception {
        String[] parts = token(it -> it).split("\\.", -1);
        String other = token(it -> it.subject("admin")).split("\\.", -1)[1];
        assertThat(oidc.authenticate(parts[0] + "." + other + "." + parts[2])).isNull();
        var claims = SignedJWT.parse(token(it -> it)).getJWTClaimsSet();
        for (var type : List.of("at+jwt", "JWT")) {
            assertThat(oidc.authenticate(typed(type, claims))).as(type).isEqualTo(ANNA);
        }
        for (var type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt")) {
            assertThat(oidc.authenticate(typed(type, claims))).as(type).isNull();
        }
        assertWorks();
    }

    private static String typed(String type, JWTClaimsSet claims) throws Exception {
        var token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.PS256)
                                .keyID("one")
                                .type(new JOSEObjectType(type))
                                .build(),
                        claims);
        token.sign(new RSASSASigner(RSA));
        return token.serialize();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "eyJhbGciOiJSUzI1NiJ9..", "sbk_x_y"})
    void whatIsNoTokenIsRefusedWithoutAsking(String text) {
        assertThat(oidc.authenticate(text)).isNull();
        assertThat(oidc.authenticate("x".repeat(20_000) + "." + "y".repeat(20_000) + ".z"))
                .isNull();
        assertThat(issuer.keyRequests()).isZero();
        assertWorks();
    }

    @Test
    void claimsAreWhereTheConfigurationSays() {
        oidc = authenticator(settings("email", "realm_access.roles", "https://example.org/org"));
        var who =
                who(it ->
                        it.claim("email", "anna@example.org")
                                .claim("realm_access", Map.of("roles", List.of("approver", "x")))
                                .claim("https://example.org/org", "lab"));
        assertThat(who)
                .isEqualTo(new Principal("oidc:anna@example.org", Set.of(Role.APPROVER), "lab"));
    }

    @Test
    void whatTheClaimsSayMustBeSomethingThatOneCanBe() {
        assertThat(who(it -> it.claim("roles", "viewer approver other")))
                .isEqualTo(new Principal("oidc:anna", Set.of(Role.VIEWER, Role.APPROVER), "acme"));
        for (Object none : List.of(List.of(), List.of("Admin", 7), 7, Map.of("admin", true))) {
            assertThat(who(it -> it.claim("roles", none)))
                    .as(none.toString())
                    .isEqualTo(new Principal("oidc:anna", Set.of(), "acme"));
        }
        assertThat(who(it -> it.claim("tenant", null)))
                .isEqualTo(new Principal("oidc:anna", Set.of(Role.PROMPTER), "default"));
        for (Object wrong : List.of("", "a b", "../x", List.of("acme"), 7)) {
            assertThat(who(it -> it.claim("tenant", wrong))).as(wrong.toString()).isNull();
        }
        for (var wrong : List.of("", " ", "a\nb", "x".repeat(201))) {
            assertThat(who(it -> it.subject(wrong))).isNull();
        }
        assertThat(who(it -> it.subject(null))).isNull();
        assertThat(who(it -> it.subject("admin")))
                .as("nobody is taken for the built-in administrator")
                .extracting(Principal::name)
                .isEqualTo("oidc:admin");
        assertWorks();
    }

    @Test
    void whatATokenSaysStandsInOneLineOfTheLog() throws Exception {
        var log = (Logger) LoggerFactory.getLogger(OidcAuthenticator.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.INFO);
        try {
            var claims = SignedJWT.parse(token(it -> it)).getJWTClaimsSet();
            String type = "evil\nlevel=ERROR " + "x".repeat(2_000);
            assertThat(oidc.authenticate(typed(type, claims))).isNull();
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage, STRING)
                .contains("an identity token was refused issuer=" + issuer.url())
                .contains("evil?level=ERROR")
                .doesNotContain("\n")
                .hasSizeLessThan(500);
        assertWorks();
    }

    @Test
    void aNewKeyIsAskedForWhenATokenNamesIt() {
        assertWorks();
        String next = issuer.token(NEXT, NOW, it -> it);
        issuer.publish(RSA.toPublicJWK(), NEXT.toPublicJWK());
        assertThat(oidc.authenticate(next)).isEqualTo(ANNA);
        assertThat(issuer.keyRequests()).isEqualTo(2);
        assertWorks();
    }

    @Test
    void keysThatNobodyKnowsAreNotAskedForAgainAndAgain() {
        assertWorks();
        String unknown = issuer.token(NEXT, NOW, it -> it);
        for (int i = 0; i < 50; i++) {
            assertThat(oidc.authenticate(unknown)).isNull();
        }
        assertThat(issuer.keyRequests()).as("once, and once more").isEqualTo(2);
        assertWorks();
    }

    @Test
    void aKeyThatTheIssuerTookAwayOpensNothingOnceTheCacheIsOld() {
        oidc =
                new OidcAuthenticator(
                        settings("sub", "roles", "tenant"),
                        InstantSource.fixed(NOW),
                        new OidcKeys.Times(
                                Duration.ofMillis(300),
                                Duration.ofMillis(20),
                                Duration.ofMinutes(1),
                                PATIENCE));
        assertWorks();
        issuer.publish(NEXT.toPublicJWK());
        await().ignoreExceptionsInstanceOf(SignalboxException.class)
                .untilAsserted(() -> assertThat(who(it -> it)).isNull());
        assertThat(oidc.authenticate(issuer.token(NEXT, NOW, it -> it))).isEqualTo(ANNA);
    }

    @Test
    void whileTheIssuerIsDownItsKnownKeysCountAndOthersAreNotSaidToBeWrong() {
        oidc =
                new OidcAuthenticator(
                        settings("sub", "roles", "tenant"),
                        InstantSource.fixed(NOW),
                        new OidcKeys.Times(
                                Duration.ofMillis(300),
                                Duration.ofMillis(20),
                                Duration.ofMinutes(1),
                                PATIENCE));
        issuer.setDown(true);
        assertUnavailable(token(it -> it));
        issuer.setDown(false);
        await().ignoreExceptionsInstanceOf(SignalboxException.class)
                .untilAsserted(this::assertWorks);

        issuer.setDown(true);
        int before = issuer.refusedRequests();
        await().untilAsserted(() -> {
            assertWorks();
            assertThat(issuer.refusedRequests()).isGreaterThan(before);
        });
        assertThat(who(it -> it.expirationTime(at(-61)))).as("that needs no issuer").isNull();

        issuer.setDown(false);
        issuer.publish(NEXT.toPublicJWK());
        await().ignoreExceptionsInstanceOf(SignalboxException.class)
                .untilAsserted(() ->
                        assertThat(oidc.authenticate(issuer.token(NEXT, NOW, it -> it)))
                                .isEqualTo(ANNA));
    }

    private void assertUnavailable(String token) {
        assertThatThrownBy(() -> oidc.authenticate(token))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ISSUER_UNAVAILABLE))
                .hasMessageContaining(issuer.url().toString())
                .hasMessageContaining("try again");
    }

    @Test
    void aDiscoveryDocumentOfSomebodyElseIsNotUsed() {
        issuer.say("https://evil.example.com");
        assertUnavailable(token(it -> it));
    }

    @Test
    void settingsThatAreNotSafeAreRefused() {
        for (var url : List.of("http://id.example.org", "ftp://127.0.0.1/x", "id.example.org")) {
            assertThatThrownBy(() ->
                            new OidcSettings(
                                    URI.create(url), "signalbox", null, "sub", "roles", "tenant"))
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                    .hasMessageContaining("auth.oidc.issuer is '" + url + "', not https://");
        }
        assertThatThrownBy(() ->
                        new OidcSettings(
                                URI.create("https://id.example.org"),
                                " ",
                                null,
                                "sub",
                                "roles",
                                "tenant"))
                .hasMessageContaining("auth.oidc.audience is empty");
    }
}
