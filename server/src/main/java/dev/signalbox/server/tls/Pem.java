package dev.signalbox.server.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and private keys in PEM (RFC 7468): PKCS#8 (`PRIVATE KEY`), and the older forms
/// `RSA PRIVATE KEY` and `EC PRIVATE KEY`.
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int LONG_LENGTH = 0x80;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private Pem() {}

    /// The certificates of a file, in its order; at least one.
    ///
    /// @throws IOException saying what is wrong with the file
    static List<X509Certificate> certificates(Path file) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var blocks = blocks(file); blocks.find(); ) {
                if (blocks.group(1).endsWith("CERTIFICATE")) {
                    var bytes = new ByteArrayInputStream(decoded(file, blocks.group(2)));
                    certificates.add((X509Certificate) factory.generateCertificate(bytes));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a damaged certificate: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(
                    file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    /// The private key of a file.
    ///
    /// @param of what it must be the key of
    /// @throws IOException saying what is wrong with the file; it never quotes it
    static PrivateKey key(Path file, PublicKey of) throws IOException {
        for (var blocks = blocks(file); blocks.find(); ) {
            String kind = blocks.group(1);
            if (kind.endsWith("PRIVATE KEY")) {
                if (kind.startsWith("ENCRYPTED") || blocks.group(2).contains("ENCRYPTED")) {
                    throw new IOException(
                            "the key in "
                                    + file
                                    + " is encrypted: 'openssl pkey -in OLD -out NEW' writes it"
                                    + " without a password");
                }
                byte[] bytes = decoded(file, blocks.group(2));
                return key(file, kind.equals("PRIVATE KEY") ? bytes : pkcs8(bytes, of), of);
            }
        }
        throw new IOException(file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(Path file, byte[] pkcs8, PublicKey of) throws IOException {
        try {
            var key =
                    KeyFactory.getInstance(of.getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (belongsTo(key, of)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the key in "
                            + file
                            + " is damaged, or of another kind than the certificate's ("
                            + of.getAlgorithm()
                            + ")",
                    e);
        }
        throw new IOException("the key in " + file + " is not that of the certificate");
    }

    private static boolean belongsTo(PrivateKey key, PublicKey of) throws GeneralSecurityException {
        byte[] text = "signalbox".getBytes(StandardCharsets.US_ASCII);
        String algorithm =
                switch (of.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> of.getAlgorithm();
                };
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(text);
        return signature.verify(signed);
    }

    /// The older forms are what PKCS#8 wraps. What it says besides, the algorithm and its parameters,
    /// the certificate's public key says too.
    private static byte[] pkcs8(byte[] key, PublicKey of) {
        byte[] info = of.getEncoded(); // SEQUENCE { algorithm SEQUENCE, key BIT STRING }
        int start = headBytes(info, 0);
        int end = start + headBytes(info, start) + length(info, start);
        byte[] algorithm = Arrays.copyOfRange(info, start, end);
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION_0);
        inner.writeBytes(algorithm);
        inner.writeBytes(element(OCTETS, key));
        return element(SEQUENCE, inner.toByteArray());
    }

    /// Of the element's tag and length, in DER.
    private static int headBytes(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < LONG_LENGTH ? 2 : 2 + first - LONG_LENGTH;
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < LONG_LENGTH) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - LONG_LENGTH; i++) {
            length = length << 8 | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        var der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < LONG_LENGTH) {
            der.write(content.length);
        } else {
            int bytes = content.length > 0xffff ? 3 : content.length > 0xff ? 2 : 1;
            der.write(LONG_LENGTH + bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                der.write(content.length >> (8 * i));
            }
        }
        der.writeBytes(content);
        return der.toByteArray();
    }

    private static Matcher blocks(Path file) throws IOException {
        return BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private static byte[] decoded(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no PEM: " + e.getMessage(), e);
        }
    }
}
