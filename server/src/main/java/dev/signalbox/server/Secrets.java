package dev.signalbox.server;

import dev.signalbox.server.access.Digest;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Random texts that open something, and what is kept of them.
final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /// 256 random bits in base64url.
    static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /// What is looked up instead of the text: how long that takes says nothing of the text.
    static String fingerprint(String secret) {
        return HexFormat.of().formatHex(Digest.sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
