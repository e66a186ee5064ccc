package dev.signalbox.server.access;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.Role;

import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a key may be.
final class KeyRules {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} ._@+-]{1,100}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// The built-in administrator's: nobody else is to be taken for it.
    private static final String ADMINISTRATOR = "admin";

    private KeyRules() {}

    /// @throws SignalboxException `BAD_REQUEST`
    static void check(CreateKey request, String tenant, Instant now) {
        require(
                NAME.matcher(request.name()).matches() && !request.name().isBlank(),
                "field 'name' must have 1 to 100 letters, digits, blanks or . _ @ + -");
        require(
                !request.name().equals(ADMINISTRATOR),
                "field 'name' is 'admin', which is the built-in administrator's: choose another");
        require(!request.roles().isEmpty(), "field 'roles' is empty: name some of " + roles());
        for (var role : request.roles()) {
            require(
                    Role.of(role) != null,
                    "field 'roles': '" + role + "' is no role; there are " + roles());
        }
        require(
                isTenant(tenant),
                "field 'tenant' must have 1 to 64 letters, digits or . _ -, not '" + tenant + "'");
        require(
                request.expiresAt() == null || request.expiresAt().isAfter(now),
                "field 'expiresAt' is in the past");
    }

    static boolean isTenant(String tenant) {
        return TENANT.matcher(tenant).matches();
    }

    private static String roles() {
        return Arrays.stream(Role.values()).map(Role::wireName).collect(Collectors.joining(", "));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SignalboxException(ErrorCode.BAD_REQUEST, otherwise);
        }
    }
}
