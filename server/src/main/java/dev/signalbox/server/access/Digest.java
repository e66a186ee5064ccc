package dev.signalbox.server.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Fingerprints.
public final class Digest {
    private Digest() {}

    /// SHA-256.
    ///
    /// @return 32 bytes
    public static byte[] sha256(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
