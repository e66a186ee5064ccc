package dev.signalbox.testkit;

import static dev.signalbox.testkit.LinkFault.Direction.TO_CLIENT;
import static dev.signalbox.testkit.LinkFault.Direction.TO_SERVER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.testkit.LinkFault.CutAfter;
import dev.signalbox.testkit.LinkFault.Delay;
import dev.signalbox.testkit.LinkFault.End;
import dev.signalbox.testkit.LinkFault.Slow;
import dev.signalbox.testkit.LinkFault.Stall;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class FaultProxyFaultTest {
    private EchoServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.before(server.port());
    }

    @AfterEach
    void andItWorksAgain() throws IOException {
        proxy.fault(LinkFault.PASS);
        try (var fresh = connect()) {
            assertThat(echo(fresh, "and it works again")).isEqualTo("and it works again");
        }
        proxy.close();
        server.close();
        assertThat(proxy.links()).isEmpty();
    }

    @Test
    void bytesGoThroughBothWaysAndAreCounted() throws IOException, InterruptedException {
        try (var client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
            var link = proxy.links().getFirst();
            assertThat(link.bytes(TO_SERVER)).isEqualTo(5);
            await().until(() -> link.bytes(TO_CLIENT) == 5);
        }
        assertThat(end()).isEqualTo("fin");
        await().until(() -> proxy.links().isEmpty());
    }

    @Test
    void aDelayHoldsEveryPieceBack() throws IOException {
        proxy.fault(new Delay(Duration.ofMillis(100)));
        try (var client = connect()) {
            long start = System.nanoTime();
            assertThat(echo(client, "later")).isEqualTo("later");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void aCutComesBehindTheVeryByte() throws IOException, InterruptedException {
        proxy.fault(new CutAfter(3, TO_CLIENT, End.FIN));
        try (var client = connect()) {
            client.getOutputStream().write(bytes("hello"));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("hel"));
        }
        assertThat(end()).isNotNull();
    }

    @Test
    void aResetIsSeenOnBothSides() throws IOException, InterruptedException {
        try (var client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
            assertThat(proxy.cutAll(End.RST)).isEqualTo(1);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
        assertThat(end()).isEqualTo("rst");
    }

    @Test
    void aHalfOpenConnectionSwallowsAndKeepsSilent() throws IOException, InterruptedException {
        try (var client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
            proxy.fault(LinkFault.HALF_OPEN);
            client.getOutputStream().write(bytes("anybody there?"));
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(server.ends().poll(200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(proxy.links()).hasSize(1);
        proxy.fault(LinkFault.PASS);
        assertThat(end()).isNotNull();
    }

    @Test
    void aSlowReaderTakesSoManyBytesASecond() throws IOException {
        proxy.fault(new Slow(1_000, TO_CLIENT));
        try (var client = connect()) {
            long start = System.nanoTime();
            assertThat(echo(client, "x".repeat(500))).hasSize(500);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
    }

    @Test
    void aStalledReaderIsFeltByTheSender() throws IOException, InterruptedException {
        try (var client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
            proxy.fault(new Stall(TO_SERVER));
            byte[] piece = new byte[64 * 1024];
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 1_000; i++) {
                                        client.getOutputStream().write(piece);
                                    }
                                } catch (IOException e) {
                                    return; // Cut below.
                                }
                            });
            assertThat(writer.join(Duration.ofMillis(500))).isFalse();
            proxy.cutAll(End.RST);
            assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aServerThatIsNotThereIsNotThereForTheClient() throws IOException {
        server.close();
        try (var client = connect()) {
            assertThatThrownBy(
                            () -> {
                                client.getOutputStream().write(1);
                                if (client.getInputStream().read() < 0) {
                                    throw new SocketException("ended");
                                }
                            })
                    .isInstanceOf(SocketException.class);
        }
        proxy.close();
        start();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private String end() throws InterruptedException {
        return server.ends().poll(10, TimeUnit.SECONDS);
    }

    private static String echo(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
        return new String(
                socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
