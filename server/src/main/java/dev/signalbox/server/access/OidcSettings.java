package dev.signalbox.server.access;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Whose identity tokens are accepted, and what their claims mean.
///
/// @param issuer what `iss` must be; where it is discovered
/// @param audience what `aud` must hold
/// @param jwksUrl where the issuer's public keys are; null = where its discovery document says
/// @param nameClaim who it is
/// @param rolesClaim a list of roles, or one text with blanks between them
/// @param tenantClaim whose sessions it sees; a token without it is of the tenant `default`
public record OidcSettings(
        URI issuer,
        String audience,
        @Nullable URI jwksUrl,
        String nameClaim,
        String rolesClaim,
        String tenantClaim) {
    private static final Set<String> LOOPBACK =
            Set.of("localhost", "127.0.0.1", "[::1]", "0:0:0:0:0:0:0:1");

    /// @throws SignalboxException `CONFIG_INVALID`, naming the key and what is allowed
    public OidcSettings {
        requireSafe(issuer, "auth.oidc.issuer");
        if (jwksUrl != null) {
            requireSafe(jwksUrl, "auth.oidc.jwksUrl");
        }
        require(
                !audience.isBlank(),
                "auth.oidc.audience is empty: say what 'aud' the tokens for this server have, or"
                        + " take auth.oidc.issuer out");
        require(!nameClaim.isBlank(), "auth.oidc.nameClaim must not be empty");
        require(!rolesClaim.isBlank(), "auth.oidc.rolesClaim must not be empty");
        require(!tenantClaim.isBlank(), "auth.oidc.tenantClaim must not be empty");
    }

    /// Where the issuer describes itself.
    URI discoveryUrl() {
        String base = issuer.toString();
        return URI.create(
                (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
    }

    /// Whether what is read from there is what its owner wrote: by TLS, or from this machine.
    static boolean isSafe(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        return url.getHost() != null
                && (scheme.equals("https")
                        || (scheme.equals("http") && LOOPBACK.contains(url.getHost())));
    }

    private static void requireSafe(URI url, String key) {
        require(
                isSafe(url),
                key
                        + " is '"
                        + url
                        + "', not https://…: whoever could change what is read from there could"
                        + " call as anybody (http:// is for this machine's own addresses)");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SignalboxException(ErrorCode.CONFIG_INVALID, otherwise);
        }
    }
}
