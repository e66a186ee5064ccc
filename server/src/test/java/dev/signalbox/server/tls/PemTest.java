package dev.signalbox.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testkit.TestCertificate;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Certificates and keys in PEM, whole and broken.
class PemTest {
    @TempDir static Path shared;
    @TempDir Path dir;

    private static TestCertificate ec;
    private static TestCertificate rsa;

    @BeforeAll
    static void make() {
        ec = TestCertificate.make(shared, "EC");
        rsa = TestCertificate.make(shared, "RSA");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "file", ".pem"), text);
    }

    @Test
    void aChainIsReadInItsOrderWhateverStandsBetween() throws IOException {
        var file =
                file(
                        "leaf\n"
                                + ec.certificatePem()
                                + ec.keyPem()
                                + "\n# root\r\n"
                                + rsa.certificatePem());
        assertThat(Pem.certificates(file)).containsExactly(ec.certificate(), rsa.certificate());
        assertThat(Pem.key(file, ec.certificate().getPublicKey())).isEqualTo(ec.key());
    }

    @Test
    void theOlderFormsOfKeysAreReadToo() throws IOException {
        for (var one : new TestCertificate[] {ec, rsa}) {
            // What PKCS#8 wraps is its last element, as an octet string.
            byte[] whole = one.key().getEncoded();
            byte[] inner = inner(whole);
            var file = file(TestCertificate.pem(one.key().getAlgorithm() + " PRIVATE KEY", inner));
            assertThat(Pem.key(file, one.certificate().getPublicKey())).isEqualTo(one.key());
        }
    }

    private static byte[] inner(byte[] pkcs8) {
        for (int at = 0; at < pkcs8.length - 4; at++) { // The first octet string that ends it.
            if (pkcs8[at] == 0x04) {
                int first = pkcs8[at + 1] & 0xff;
                int head = first < 0x80 ? 2 : 2 + first - 0x80;
                int length = first < 0x80 ? first : 0;
                for (int i = 0; first >= 0x80 && i < first - 0x80; i++) {
                    length = length << 8 | (pkcs8[at + 2 + i] & 0xff);
                }
                if (at + head + length == pkcs8.length) {
                    return Arrays.copyOfRange(pkcs8, at + head, pkcs8.length);
                }
            }
        }
        throw new IllegalStateException("no octet string");
    }

    @Test
    void whatIsWrongIsSaidAndNoKeyIsQuoted() throws IOException {
        assertThatThrownBy(() -> Pem.certificates(dir.resolve("none")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Pem.certificates(file(ec.keyPem())))
                .hasMessageContaining("no certificate in PEM");
        assertThatThrownBy(() ->
                        Pem.certificates(file(TestCertificate.pem("CERTIFICATE", new byte[9]))))
                .hasMessageContaining("damaged certificate");
        assertThatThrownBy(
                        () -> Pem.key(file(ec.certificatePem()), ec.certificate().getPublicKey()))
                .hasMessageContaining("no private key in PEM");
        assertThatThrownBy(() -> Pem.key(file(rsa.keyPem()), ec.certificate().getPublicKey()))
                .hasMessageContaining("another kind than the certificate's (EC)");
        assertThatThrownBy(() ->
                        Pem.key(
                                file(TestCertificate.make(dir, "EC").keyPem()),
                                ec.certificate().getPublicKey()))
                .hasMessageContaining("not that of the certificate");
        var encrypted = TestCertificate.pem("ENCRYPTED PRIVATE KEY", ec.key().getEncoded());
        assertThatThrownBy(() -> Pem.key(file(encrypted), ec.certificate().getPublicKey()))
                .hasMessageContaining("is encrypted");
    }
}
