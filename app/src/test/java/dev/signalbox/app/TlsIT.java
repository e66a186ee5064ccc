package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.client.Trust;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.testkit.TestCertificate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// A server with a certificate, and the commands that call it.
class TlsIT {
    @TempDir Path folder;

    private Distribution signalbox;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() {
        signalbox = new Distribution(folder);
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    private Path pem() {
        return folder.resolve("server.pem");
    }

    private Path key() {
        return folder.resolve("server.key");
    }

    @Test
    void commandsTrustTheLocalServerAndOthersByTheirCertificateWhichMayChange() throws Exception {
        TestCertificate.make(folder, "EC").write(pem(), key());
        signalbox.configure("server.tls { certificate = " + pem() + ", key = " + key() + " }");
        var server = signalbox.serve();
        assertThat(server.url().getScheme()).isEqualTo("https");
        assertThat(signalbox.run("ls").succeeded().stdout()).contains("no sessions");
        assertThat(signalbox.run("doctor").stdout()).contains(server.url() + " answers");

        String url = "https://localhost:" + server.url().getPort();
        signalbox.with("SIGNALBOX_TOKEN", server.token());
        assertThat(signalbox.run("ls", "--url", url).failed(1, "SERVER_NOT_FOUND").stderr())
                .contains("not trusted", "--ca");
        signalbox.run("ls", "--url", url, "--ca", pem().toString()).succeeded();
        signalbox.run("ls", "--url", url, "--ca", key().toString()).failed(2, "BAD_REQUEST");

        try (var client =
                new SignalboxClient(URI.create(url), server.token(), Trust.exactly(pem()))) {
            var id = client.createSession("demo").id();
            var received = new Received();
            var _ = client.subscribe(id, SubscribeOptions.after(0), received);
            var query = client.sendMessage(id, "hello").queryId();
            assertThat(received.awaitEnd(query).outcome()).isEqualTo(QueryOutcome.COMPLETED);

            Files.writeString(key(), "broken");
            server.awaitSaid("certificate not changed, the one before stays in force");
            TestCertificate.make(folder, "RSA").write(pem(), key());
            server.awaitSaid("certificate loaded");
            signalbox.run("ls").succeeded();
            signalbox.with("SIGNALBOX_CA", pem().toString());
            signalbox.run("ls", "--url", url).succeeded();

            // Whoever is connected goes on.
            var again = client.sendMessage(id, "again").queryId();
            assertThat(received.awaitEnd(again).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            received.assertWithoutGapOrDouble();
        }
        signalbox.run("ls", "--url", url).succeeded(); // And it works again.
    }

    @Test
    void aServerThatOthersCanReachNeedsTlsOrAWordThatItHasIt() throws Exception {
        assertThat(signalbox.run("serve", "--host", "0.0.0.0").failed(2, "CONFIG_INVALID").stderr())
                .contains("server.tls.certificate", "server.allowPlainHttp");
        signalbox.configure("server.tls.certificate = /nowhere.pem");
        assertThat(signalbox.run("serve", "--port", "0").failed(2, "CONFIG_INVALID").stderr())
                .contains("server.tls.key");
        signalbox.configure("server.tls { certificate = /nowhere.pem, key = /nowhere.pem }");
        assertThat(signalbox.run("serve", "--port", "0").failed(2, "CONFIG_INVALID").stderr())
                .contains("cannot read /nowhere.pem");
        signalbox.configure("server.host = 0.0.0.0, server.allowPlainHttp = true");
        var _ = signalbox.serve();
        signalbox.run("ls").succeeded(); // And it works.
    }
}
