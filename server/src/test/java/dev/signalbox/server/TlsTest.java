package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.Trust;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.tls.TlsFiles;
import dev.signalbox.testkit.TestCertificate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// HTTPS, WSS and event streams, while the certificate changes.
class TlsTest {
    private static final Duration TIME_MAX = Duration.ofSeconds(30);

    @TempDir static Path shared;
    @TempDir Path dir;

    private static TestCertificate first;
    private static TestCertificate second;
    private TestServer server;

    @BeforeAll
    static void make() {
        first = TestCertificate.make(shared, "EC");
        second = TestCertificate.make(shared, "RSA");
    }

    @BeforeEach
    void start() throws IOException {
        first.write(certificate(), key());
        server = new TestServer(TestServer.settings().with(new TlsFiles(certificate(), key())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path certificate() {
        return dir.resolve("server.pem");
    }

    private Path key() {
        return dir.resolve("server.key");
    }

    /// The certificate that a new connection is shown.
    private Certificate shown() {
        try (var socket = connect()) {
            return socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IllegalStateException("no connection", e);
        }
    }

    private SSLSocket connect() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            var socket =
                    (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port);
            socket.setSoTimeout((int) TIME_MAX.toMillis());
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Each test looks at the certificate itself.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private SignalboxClient client(String host, Trust trust) {
        return new SignalboxClient(
                URI.create("https://" + host + ":" + server.port), TestServer.TOKEN, trust);
    }

    private void assertServed(Trust trust) {
        try (var client = client("localhost", trust)) {
            assertThat(client.agents().items()).isNotNull();
        }
    }

    @Test
    void clientsTrustWhomTheyAreToldToAndNobodyElse() throws IOException {
        var other = Files.writeString(dir.resolve("other.pem"), second.certificatePem());
        assertServed(Trust.authorities(certificate()));
        assertServed(Trust.exactly(certificate()));
        for (var trust : new Trust[] {Trust.authorities(other), Trust.exactly(other)}) {
            assertThatThrownBy(() -> assertServed(trust))
                    .isInstanceOf(SignalboxException.class)
                    .hasMessageContaining("is not trusted")
                    .hasMessageContaining("--ca");
        }
        assertThatThrownBy(() -> Trust.authorities(dir.resolve("none")))
                .hasMessageContaining("none");
        assertServed(Trust.authorities(certificate())); // And it works again.
    }

    @Test
    void anOpenWebSocketOutlivesANewCertificateThatNewConnectionsSee() throws Exception {
        try (var socket = connect()) {
            upgrade(socket);
            assertThat(shown()).isEqualTo(first.certificate());

            second.write(certificate(), key());
            await().atMost(TIME_MAX).until(() -> shown().equals(second.certificate()));
            assertServed(Trust.authorities(certificate()));
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(first.certificate());
            assertHeartbeats(socket);
        }
        assertServed(Trust.exactly(certificate())); // And it works again.
    }

    /// Asks for a WebSocket, byte by byte.
    private void upgrade(SSLSocket socket) throws IOException {
        var request =
                "GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1:"
                        + server.port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: signalbox.v1\r\nAuthorization: Bearer "
                        + TestServer.TOKEN
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101");
    }

    /// What comes from now on are frames; one of them is a heartbeat that was not sent yet.
    private static void assertHeartbeats(SSLSocket socket) throws IOException {
        var in = socket.getInputStream();
        byte[] old = in.readNBytes(in.available());
        var heard = new StringBuilder();
        while (heard.indexOf("heartbeat") < 0) {
            int c = in.read();
            assertThat(c).as("it is open, after %s bytes", old.length).isNotNegative();
            heard.append((char) c);
        }
    }

    @Test
    void aBrokenNewCertificateLeavesTheOldOneInForce() throws Exception {
        Files.writeString(key(), second.keyPem()); // Of another certificate.
        server.server.reload(TestServer.settings().with(new TlsFiles(certificate(), key())));
        assertThat(shown()).isEqualTo(first.certificate());
        Files.delete(certificate());
        server.server.reload(TestServer.settings().with(new TlsFiles(certificate(), key())));
        assertThat(shown()).isEqualTo(first.certificate());
        assertServed(Trust.exactly(Files.writeString(dir.resolve("old"), first.certificatePem())));

        second.write(certificate(), key());
        await().atMost(TIME_MAX).until(() -> shown().equals(second.certificate()));
        assertServed(Trust.authorities(certificate())); // And it works again.
    }

    @Test
    void aCertificateThatCannotBeUsedStopsTheStart() throws IOException {
        Files.writeString(key(), "no key");
        assertThatThrownBy(() ->
                        new TestServer(
                                TestServer.settings().with(new TlsFiles(certificate(), key()))))
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("server.tls: " + key() + " holds no private key");
        assertServed(Trust.exactly(certificate()));
    }
}
