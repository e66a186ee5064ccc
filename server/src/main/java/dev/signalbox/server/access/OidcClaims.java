package dev.signalbox.server.access;

import com.nimbusds.jwt.JWTClaimsSet;

import dev.signalbox.server.Principal;
import dev.signalbox.server.Role;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Who the claims of a token name.
final class OidcClaims {
    /// No key can have such a name, nor the built-in administrator.
    private static final String NAME_PREFIX = "oidc:";

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    private final OidcSettings settings;

    OidcClaims(OidcSettings settings) {
        this.settings = settings;
    }

    /// A token that proves who somebody is, but says something that nobody can be.
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String why) {
            super(why);
        }
    }

    Principal principal(JWTClaimsSet claims) throws UnusableException {
        var all = claims.getClaims();
        if (!(claim(all, settings.nameClaim()) instanceof String name)
                || !NAME.matcher(name).matches()
                || name.isBlank()) {
            throw new UnusableException("claim '" + settings.nameClaim() + "' is no name");
        }
        return new Principal(NAME_PREFIX + name, roles(all), tenant(all));
    }

    /// Roles of other programs mean nothing here.
    private Set<Role> roles(Map<String, Object> claims) {
        Collection<?> names =
                switch (claim(claims, settings.rolesClaim())) {
                    case Collection<?> list -> list;
                    case String text -> Arrays.asList(text.split(" +"));
                    case null, default -> Set.of();
                };
        var roles = EnumSet.noneOf(Role.class);
        for (var name : names) {
            var role = name instanceof String text ? Role.of(text) : null;
            if (role != null) {
                roles.add(role);
            }
        }
        return roles;
    }

    private String tenant(Map<String, Object> claims) throws UnusableException {
        var tenant = claim(claims, settings.tenantClaim());
        if (tenant == null) {
            return Principal.DEFAULT_TENANT;
        }
        if (!(tenant instanceof String text) || !KeyRules.isTenant(text)) {
            throw new UnusableException(
                    "claim '"
                            + settings.tenantClaim()
                            + "' is no tenant: 1 to 64 letters, digits or . _ -");
        }
        return text;
    }

    /// The claim of this name, else the one at this path (`realm_access.roles`).
    private static @Nullable Object claim(Map<String, Object> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        Object at = claims;
        for (var step : name.split("\\.", -1)) {
            if (!(at instanceof Map<?, ?> object)) {
                return null;
            }
            at = object.get(step);
        }
        return at;
    }
}
