package dev.signalbox.server.secrets;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What a secret may be: it becomes an environment variable.
final class SecretRules {
    /// Of a tenant.
    static final int SECRETS_MAX = 200;

    static final int VALUE_BYTES_MAX = 32 * 1024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private SecretRules() {}

    /// @throws SignalboxException `BAD_REQUEST`, which does not quote the value
    static void check(String name, String value) {
        require(
                NAME.matcher(name).matches(),
                "a secret's name has 1 to 64 letters, digits or . _ -, and begins with a letter or"
                        + " digit; '"
                        + name
                        + "' has not");
        require(!value.isEmpty(), "field 'value' is empty");
        require(
                value.getBytes(StandardCharsets.UTF_8).length <= VALUE_BYTES_MAX,
                "field 'value' has more than " + VALUE_BYTES_MAX + " bytes");
        require(
                value.indexOf('\0') < 0,
                "field 'value' has a character 0, which no environment variable can hold");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SignalboxException(ErrorCode.BAD_REQUEST, otherwise);
        }
    }
}
