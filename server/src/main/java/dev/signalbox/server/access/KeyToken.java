package dev.signalbox.server.access;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// What a key's owner holds: `sbk_`, the key's id, `_`, and 256 random bits in base64url. Programs
/// that look for leaked secrets find it by its form.
///
/// @param id twelve lower-case letters and digits
record KeyToken(String id, String text) {
    private static final Pattern FORM = Pattern.compile("sbk_([a-z0-9]{12})_[A-Za-z0-9_-]{43}");
    private static final String ID_CHARS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_BYTES = 32;

    static KeyToken random() {
        var random = new SecureRandom();
        var id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_CHARS.charAt(random.nextInt(ID_CHARS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new KeyToken(
                id.toString(),
                "sbk_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// Null for what has not the form of a key.
    static @Nullable KeyToken parse(String token) {
        var form = FORM.matcher(token);
        return form.matches() ? new KeyToken(form.group(1), token) : null;
    }

    /// What lists show of it.
    String prefix() {
        return "sbk_" + id;
    }

    @Override
    public String toString() {
        return prefix();
    }
}
