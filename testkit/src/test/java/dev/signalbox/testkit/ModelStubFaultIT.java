package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

@Timeout(60)
class ModelStubFaultIT {
    private static final Duration WAIT = Duration.ofSeconds(20);

    private ModelStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start();
    }

    @AfterEach
    void itWorksAgainAndStops() throws Exception {
        var answer = StubAnswer.ask(stub, ModelRequests.ANTHROPIC, true, "[scenario:text]");
        assertThat(StubAnswer.streamedText(answer.events()))
                .isEqualTo("Hello, this is a streamed answer.");
        stub.close();
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsGivenTwiceAndThenTheAnswer(ModelRequests dialect) throws Exception {
        for (int i = 0; i < 2; i++) {
            var error = StubAnswer.ask(stub, dialect, true, "[scenario:error-529-twice]");
            assertThat(error.status()).isEqualTo(529);
            assertThat(Json.at(error.json(), "error", "message").asString())
                    .isEqualTo("Overloaded");
        }
        var answer = StubAnswer.ask(stub, dialect, true, "[scenario:error-529-twice]");
        assertThat(StubAnswer.streamedText(answer.events()))
                .isEqualTo("Recovered after two errors.");
    }

    @Test
    void errorsNameTheirKindAsTheDialectDoes() throws Exception {
        var anthropic = StubAnswer.ask(stub, ModelRequests.ANTHROPIC, true, "[scenario:error-401]");
        assertThat(Json.at(anthropic.json(), "error", "type").asString())
                .isEqualTo("authentication_error");
        var gemini = StubAnswer.ask(stub, ModelRequests.GEMINI, true, "[scenario:error-429]");
        assertThat(Json.at(gemini.json(), "error", "status").asString())
                .isEqualTo("RESOURCE_EXHAUSTED");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamBreaksOffWithAnErrorEvent(ModelRequests dialect) throws Exception {
        var events = StubAnswer.ask(stub, dialect, true, "[scenario:stream-error]").events();

        assertThat(StubAnswer.streamedText(events)).isEqualTo("Half an ans");
        assertThat(events.getLast().findValue("error").path("message").asString())
                .isEqualTo("Overloaded");
    }

    @ParameterizedTest
    @EnumSource
    void aDropCutsTheSocketInMidStream(ModelRequests dialect) throws Exception {
        try (var socket = ask(dialect, "[scenario:drop]")) {
            var answer = readAll(socket.getInputStream());

            assertThat(answer).contains("200 OK").contains("Cut in ");
            assertThat(answer).as("the end of a chunked body").doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aDropCutsInTheMiddleOfABlock() throws Exception {
        try (var socket = ask(ModelRequests.ANTHROPIC, "[scenario:drop]")) {
            assertThat(readAll(socket.getInputStream()))
                    .contains("content_block_delta")
                    .doesNotContain("content_block_stop");
        }
    }

    @Test
    void aDropMayHappenOnlyOnce() throws Exception {
        assertThatThrownBy(() ->
                        StubAnswer.ask(stub, ModelRequests.CHAT, true, "[scenario:drop-once]"))
                .isInstanceOf(IOException.class);

        var again = StubAnswer.ask(stub, ModelRequests.CHAT, true, "[scenario:drop-once]");
        assertThat(StubAnswer.streamedText(again.events())).isEqualTo("Cut in two.");
    }

    @Test
    void anHttpClientSeesTheDropAsAFailure() {
        assertThatThrownBy(() ->
                        StubAnswer.ask(stub, ModelRequests.ANTHROPIC, true, "[scenario:drop]"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aHangHoldsTheSocketUntilTheStubCloses() throws Exception {
        var other = ModelStub.start();
        try (var socket = ask(other, ModelRequests.ANTHROPIC, "[scenario:hang]")) {
            var in = socket.getInputStream();
            var said = new StringBuilder();
            while (!said.toString().contains("Going quiet.")) {
                said.append((char) in.read());
            }
            while (!said.toString().endsWith("content_block_stop\",\"index\":0}\n\n\r\n")) {
                said.append((char) in.read());
            }
            socket.setSoTimeout(300);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);

            other.close();

            socket.setSoTimeout(10_000);
            assertThat(in.read()).isEqualTo(-1);
        } finally {
            other.close();
        }
    }

    @Test
    void anAnswerWaitsAtItsGateUntilTheTestOpensIt() throws Exception {
        stub.putScenario(
                "gated",
                """
                {"turns": [{"steps": [{"text": "before "}, {"gate": "g"}, {"text": "after"}]}]}\
                """);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer =
                    threads.submit(() ->
                            StubAnswer.ask(stub, ModelRequests.CHAT, true, "[scenario:gated]"));
            stub.awaitReached("g", WAIT);
            assertThat(answer.isDone()).isFalse();

            stub.open("g");

            assertThat(StubAnswer.streamedText(answer.get(20, TimeUnit.SECONDS).events()))
                    .isEqualTo("before after");
        }
    }

    @Test
    void waitingForAGateThatNobodyComesToEnds() {
        assertThatThrownBy(() -> stub.awaitReached("nowhere", Duration.ofMillis(10)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("nowhere");
    }

    private Socket ask(ModelRequests dialect, String prompt) throws IOException {
        return ask(stub, dialect, prompt);
    }

    private static Socket ask(ModelStub stub, ModelRequests dialect, String prompt)
            throws IOException {
        var body = Json.write(dialect.body(true, prompt)).getBytes(StandardCharsets.UTF_8);
        var head =
                "POST %s HTTP/1.1\r\nhost: stub\r\ncontent-length: %d\r\n\r\n"
                        .formatted(dialect.path(true), body.length);
        var socket = new Socket(InetAddress.getLoopbackAddress(), stub.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    private static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
