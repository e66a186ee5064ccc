package dev.signalbox.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Fingerprints.
final class Digest {
    private Digest() {}

    static byte[] sha256(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
