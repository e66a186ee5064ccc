package dev.signalbox.server.secrets;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key with which secrets are encrypted: AES-256-GCM, a random nonce for each value. Immutable.
public final class SealKey {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 8;
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private SealKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The key that a text with 256 random bits is, for one purpose.
    public static SealKey of(String random, String purpose) {
        return new SealKey(hmac(random.getBytes(StandardCharsets.UTF_8), purpose));
    }

    static SealKey random() {
        return new SealKey(randomBytes(BYTES));
    }

    /// The key that a text says in base64 or in hexadecimal digits; null when it says none.
    static @Nullable SealKey parse(String text) {
        String said = text.strip();
        try {
            byte[] bytes =
                    HEX.matcher(said).matches()
                            ? HexFormat.of().parseHex(said)
                            : Base64.getDecoder().decode(said);
            return bytes.length == BYTES ? new SealKey(bytes) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// As a key file has it.
    byte[] text() {
        return (Base64.getEncoder().encodeToString(bytes) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Tells keys apart, and says nothing of them.
    String id() {
        return HexFormat.of().formatHex(Arrays.copyOf(hmac(bytes, "signalbox secrets"), ID_BYTES));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// @param about whose value it is: it opens for nobody else
    /// @return nonce and ciphertext, in base64
    public String seal(String value, String about) {
        byte[] nonce = randomBytes(NONCE_BYTES);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, about)
                            .doFinal(value.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    /// @return null when it was sealed with another key, for somebody else, or was changed since
    public @Nullable String open(String sealed, String about) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            if (all.length < NONCE_BYTES) {
                return null;
            }
            byte[] value =
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), about)
                            .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return new String(value, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String about) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /// Without the key.
    @Override
    public String toString() {
        return "SealKey[" + id() + "]";
    }
}
