package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.SessionState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// A mirror holds what the server holds, whatever happens to its connection.
@Timeout(60)
class ConversationMirrorFaultTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ScriptedServer server = new ScriptedServer();
    private final SignalboxClient client = new SignalboxClient(server.url(), "t");

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static SessionState folded(long to) {
        return SessionState.EMPTY.onAll(
                LongStream.rangeClosed(1, to).mapToObj(Script::event).toList());
    }

    @Test
    void cutsDuplicatesAndGapsLeaveNoTrace() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ConversationMirrorFaultTest seed=" + seed);
        var random = new SplittableRandom(seed);
        long last = 60;
        try (var mirror = ConversationMirror.open(client, Script.SESSION)) {
            for (long after = 0; after < last; ) {
                var socket = server.socket();
                after = Script.join(socket, last, 1).path("after").longValue();
                long to = Math.min(last, after + 5 + random.nextInt(15));
                Script.events(socket, Math.max(1, after - random.nextInt(3)), to);
                switch (random.nextInt(4)) {
                    case 0 -> socket.cut();
                    case 1 -> socket.close(1012);
                    case 2 -> socket.sendHalfAndCut(Script.json(to + 1));
                    default -> socket.send(Script.json(to + 2));
                }
                after = to;
            }
            var socket = server.socket();
            long after = Script.join(socket, last, 1).path("after").longValue();
            Script.events(socket, after + 1, last);
            var state = mirror.await(now -> now.seq() >= last, SOON);
            assertThat(state).as("seed " + seed).isEqualTo(folded(state.seq()));
            Script.events(socket, state.seq() + 1, last + 3);
            assertThat(mirror.await(now -> now.seq() == last + 3, SOON))
                    .isEqualTo(folded(last + 3));
        }
    }

    @Test
    void anotherEpochIsFoldedFromTheBeginning() throws Exception {
        try (var mirror = ConversationMirror.open(client, Script.SESSION)) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            Script.events(socket, 1, 9);
            mirror.await(now -> now.seq() == 9, SOON);
            socket.send(Script.resync(4, 2));
            var next = server.socket();
            assertThat(Script.join(next, 4, 2).path("after").longValue()).isZero();
            Script.events(next, 1, 4);
            assertThat(mirror.await(now -> now.seq() == 4, SOON)).isEqualTo(folded(4));
        }
    }

    @Test
    void whoWaitsHearsOfFailures() throws Exception {
        try (var mirror = ConversationMirror.open(client, Script.SESSION)) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            socket.send("{\"type\":\"session:deleted\",\"sessionId\":\"s1\"}");
            assertThatThrownBy(() -> mirror.await(now -> now.seq() == 1, SOON))
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SESSION_NOT_FOUND));
        }
        try (var mirror = ConversationMirror.open(client, Script.SESSION)) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            socket.close(4401);
            assertThatThrownBy(() -> mirror.await(now -> now.seq() == 1, SOON))
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
            assertThatThrownBy(() -> mirror.await(now -> now.seq() == 1, Duration.ZERO))
                    .isInstanceOf(SignalboxException.class);
        }
        try (var mirror = ConversationMirror.open(client, Script.SESSION)) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            Script.events(socket, 1, 1);
            assertThat(mirror.await(now -> now.seq() == 1, SOON)).isEqualTo(folded(1));
        }
    }
}
