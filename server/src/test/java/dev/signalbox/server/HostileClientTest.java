package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testkit.Malformation;
import dev.signalbox.testkit.MalformedLines;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Clients that send what no client should, while another one works.
class HostileClientTest {
    private static final int MESSAGES = Integer.getInteger("malformed.messages", 1_000);

    /// As [TestServer#settings] has it.
    private static final int BODY_BYTES_MAX = 4_096;

    /// Everything that a client may ask for; the ids are of sessions that are there, and of others.
    private static final List<String> FRAMES =
            List.of(
                    "{\"type\":\"session:join\",\"id\":\"1\",\"sessionId\":\"s\",\"after\":0}",
                    "{\"type\":\"session:leave\",\"id\":\"2\",\"sessionId\":\"s\"}",
                    "{\"type\":\"session:message\",\"id\":\"3\",\"sessionId\":\"s\",\"content\":\"go\"}",
                    "{\"type\":\"session:interrupt\",\"id\":\"4\",\"sessionId\":\"s\"}",
                    "{\"type\":\"session:join\",\"id\":\"5\",\"sessionId\":\"nobody\",\"epoch\":1}",
                    "{\"type\":\"auth\",\"token\":\"the-token-of-the-administrator-000\"}");

    private static final List<String> BODIES =
            List.of(
                    "{\"agent\":\"fake\",\"options\":{\"model\":\"m\",\"maxTurnSilence\":5},\"metadata\":{\"a\":1}}",
                    "{\"content\":\"go\",\"messageId\":\"m1\",\"mode\":\"queue\"}",
                    "{\"content\":[{\"type\":\"text\",\"text\":\"go\"}]}",
                    "{\"optionId\":\"yes\",\"answers\":{\"q\":[\"a\"]}}",
                    "{\"name\":\"a name\",\"metadata\":{\"k\":null}}");

    private static final List<String> PATHS =
            List.of(
                    "/api/v1/sessions",
                    "/api/v1/sessions/s/messages",
                    "/api/v1/sessions/s/permissions/r1",
                    "/api/v1/sessions/nobody/messages",
                    "/api/v1/sessions/s/interrupt");

    private final long seed = MalformedLines.newSeed();
    private TestServer server;

    @BeforeEach
    void start() {
        System.out.println("HostileClientTest seed=" + seed);
        server = new TestServer();
        server.host.session("s", 20);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private void assertOthersWork() {
        try (var other = server.socket()) {
            assertThat(other.join("s", ",\"after\":0").path("ok").asBoolean()).isTrue();
            assertThat(other.eventsUntil(20)).hasSize(20);
        }
        assertThat(server.get("/api/v1/sessions/s").status()).isEqualTo(200);
    }

    /// A body over the limit may be refused by a server that hangs up while it is being written.
    private int status(HttpRequest request, int bytes) {
        try {
            return server.send(request).status();
        } catch (IllegalStateException hungUp) {
            assertThat(bytes).as("%s", hungUp.getCause()).isGreaterThan(BODY_BYTES_MAX);
            return 413;
        }
    }

    /// As with a body: who goes on writing while the server closes may be reset before it has read why.
    ///
    /// @param longest bytes of the longest frame that was sent over this very socket
    private static int closeCode(TestSocket socket, int longest) {
        try {
            return socket.closeCode();
        } catch (AssertionError hungUp) {
            if (longest <= BODY_BYTES_MAX) {
                throw hungUp;
            }
            return 1009;
        }
    }

    @Test
    void noMalformedBodyIsAnsweredAsAFaultOfTheServers() {
        var spoiled = new MalformedLines(seed, bytes(BODIES));
        var random = new SplittableRandom(seed);
        for (int i = 0; i < MESSAGES; i++) {
            var body = spoiled.next();
            var path = PATHS.get(random.nextInt(PATHS.size()));
            var request =
                    server.request(path)
                            .header("Content-Type", "application/json")
                            .method(
                                    i % 5 == 0 ? "PATCH" : "POST",
                                    BodyPublishers.ofByteArray(body.bytes()));
            assertThat(status(request.build(), body.bytes().length))
                    .as("seed %d, %s: %s", seed, path, body)
                    .isLessThan(500);
        }
        assertOthersWork();
    }

    @Test
    void aBodyOverTheLimitIsRefusedAndTheServerGoesOn() {
        byte[] body = new MalformedLines(seed, bytes(BODIES)).next(Malformation.OVERLONG).bytes();
        HttpRequest request =
                server.request("/api/v1/sessions").POST(BodyPublishers.ofByteArray(body)).build();
        assertThat(status(request, body.length)).isEqualTo(413);
        assertOthersWork();
    }

    /// Good UTF-8 that means nothing is answered and the connection stays; what breaks WebSocket itself
    /// closes it, and no connection but that one.
    @Test
    void malformedFramesCloseNoConnectionButTheirOwn() {
        var spoiled = new MalformedLines(seed, bytes(FRAMES));
        var socket = server.socket();
        try (var neighbour = server.socket()) {
            assertThat(neighbour.join("s", "").path("ok").asBoolean()).isTrue();
            int longest = 0;
            for (int i = 0; i < MESSAGES; i++) {
                var frame = new String(spoiled.next().bytes(), StandardCharsets.UTF_8);
                longest = Math.max(longest, frame.getBytes(StandardCharsets.UTF_8).length);
                try {
                    socket.send(frame);
                } catch (RuntimeException closed) { // For this frame, or for one before it.
                    assertThat(closeCode(socket, longest))
                            .as("seed %d, after %s", seed, frame)
                            .isIn(Set.of(1002, 1003, 1007, 1008, 1009, 4400, 4401));
                    socket = server.socket();
                    longest = 0;
                }
            }
            assertThat(
                            neighbour
                                    .ask("session:leave", ",\"sessionId\":\"s\"")
                                    .path("ok")
                                    .asBoolean())
                    .isTrue();
        } finally {
            socket.close();
        }
        assertOthersWork();
    }

    /// The server reads on to the end of the frame, so that its goodbye is not lost with a reset.
    @Test
    void whoWritesAFrameOverTheLimitToItsEndReadsWhyItWasClosed() {
        byte[] head = {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0};
        try (var bad = RawSocket.upgraded(server.port)) {
            bad.write(head);
            bad.write(new byte[0x40_0000]);
            assertThat(bad.closeCode()).isEqualTo(1009);
        }
        try (var bad = RawSocket.upgraded(server.port)) { // And not for ever.
            bad.write(head);
            bad.write(new byte[2 * BODY_BYTES_MAX]);
            assertThat(bad.closeCode()).isEqualTo(1009);
        }
        assertOthersWork();
    }

    @Test
    void brokenFramingIsClosedAsTheProtocolOfWebSocketSays() {
        try (var bad = RawSocket.upgraded(server.port)) {
            bad.write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, 0x28});
            assertThat(bad.closeCode()).isEqualTo(4400); // No UTF-8 is no JSON.
        }
        try (var bad = RawSocket.upgraded(server.port)) {
            bad.write(new byte[] {(byte) 0xf3, (byte) 0x80, 0, 0, 0, 0});
            assertThat(bad.closeCode()).isEqualTo(1002); // Reserved bits and an unknown opcode.
        }
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            try (var bad = RawSocket.upgraded(server.port)) {
                byte[] noise = new byte[64];
                random.nextBytes(noise);
                bad.write(noise);
            }
        }
        assertOthersWork();
    }
}
