package dev.signalbox.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// A certificate that says of itself that it is right, for `localhost` and 127.0.0.1, made with the
/// JDK's `keytool`.
///
/// @param key its private key
public record TestCertificate(X509Certificate certificate, PrivateKey key) {
    private static final String PASSWORD = "password";

    /// Makes one. Takes a second or so.
    ///
    /// @param folder for what is written on the way
    /// @param algorithm such as `EC` or `RSA`
    public static TestCertificate make(Path folder, String algorithm) {
        try {
            var dir = Files.createTempDirectory(folder, "certificate");
            var file = dir.resolve("store");
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-keyalg",
                                    algorithm,
                                    "-alias",
                                    "it",
                                    "-dname",
                                    "CN=localhost",
                                    "-ext",
                                    "san=dns:localhost,ip:127.0.0.1",
                                    "-validity",
                                    "30",
                                    "-storetype",
                                    "PKCS12",
                                    "-keystore",
                                    file.toString(),
                                    "-storepass",
                                    PASSWORD)
                            .redirectErrorStream(true)
                            .redirectOutput(dir.resolve("said").toFile())
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "keytool failed: " + Files.readString(dir.resolve("said")));
            }
            var store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            return new TestCertificate(
                    (X509Certificate) store.getCertificate("it"),
                    (PrivateKey) store.getKey("it", PASSWORD.toCharArray()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The certificate in PEM.
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The key in PEM, as PKCS#8.
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /// Puts both into the place of what is there, each file whole.
    public void write(Path certificateFile, Path keyFile) throws IOException {
        replace(certificateFile, certificatePem());
        replace(keyFile, keyPem());
    }

    private static void replace(Path file, String text) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// A block of PEM.
    public static String pem(String kind, byte[] der) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN "
                + kind
                + "-----\n"
                + lines.encodeToString(der)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
