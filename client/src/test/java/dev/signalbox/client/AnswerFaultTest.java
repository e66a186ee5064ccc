package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

@Timeout(60)
class AnswerFaultTest {
    private static final String WHOLE = "{\"status\":\"alive\"}";

    /// The JDK's own timeout ends with the head of the answer.
    @Test
    void anAnswerThatStopsInTheMiddleIsGivenUp() throws IOException {
        try (var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var base = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            var rest = new Rest(http, base, "token", Duration.ofSeconds(2));
            try (var _ = answering(listener, WHOLE.substring(0, 5))) {
                assertThatThrownBy(() -> rest.call("GET", "/livez", null, Map.of()))
                        .isInstanceOfSatisfying(
                                SignalboxException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_NOT_FOUND))
                        .hasMessageContaining("in time");
            }
            try (var _ = answering(listener, WHOLE)) { // And it works again.
                assertThat(rest.call("GET", "/livez", null, Map.of()).path("status").asString())
                        .isEqualTo("alive");
            }
        }
    }

    /// Answers the next connection with so much of the body, and then says nothing.
    private static Answering answering(ServerSocket listener, String body) {
        var thread =
                Thread.ofVirtual()
                        .name("answering")
                        .start(() -> {
                            try (Socket socket = listener.accept()) {
                                String head =
                                        "HTTP/1.1 200 OK\r\nContent-Length: "
                                                + WHOLE.length()
                                                + "\r\nConnection: close\r\n\r\n";
                                byte[] answer = (head + body).getBytes(StandardCharsets.US_ASCII);
                                socket.getOutputStream().write(answer);
                                long _ = socket.getInputStream().skip(Long.MAX_VALUE);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return thread::interrupt;
    }

    /// Ends with the test.
    @FunctionalInterface
    private interface Answering extends AutoCloseable {
        @Override
        void close();
    }
}
