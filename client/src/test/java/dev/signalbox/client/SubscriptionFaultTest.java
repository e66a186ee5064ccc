package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Track;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// What breaks on the way, and that every event still comes once and in order.
@Timeout(60)
class SubscriptionFaultTest {
    private static final String TOKEN = "sb_secret";

    private final ScriptedServer server = new ScriptedServer();
    private final SignalboxClient client = new SignalboxClient(server.url(), TOKEN);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private SessionSubscription follow(SubscribeOptions options) {
        return client.subscribe(Script.SESSION, options, recorder);
    }

    /// A new connection that joins behind `after`, and brings one more event.
    private void assertWorksAgain(long after, String heardSoFar) throws Exception {
        var socket = server.socket();
        var join = Script.join(socket, 99, 1);
        assertThat(join.path("after").longValue()).isEqualTo(after);
        socket.send(Script.json(after + 1));
        recorder.heard(heardSoFar + " joined@99/1 " + (after + 1));
    }

    @Test
    void aJoinSaysWhereToBeginAndWhatToSend() throws Exception {
        var filter =
                new EventFilter(Set.of(Track.OPERATIONS), null, EventFilter.MinLogLevel.WARN, null);
        follow(SubscribeOptions.after(7).filter(filter));
        var socket = server.socket();
        assertThat(socket.request.line()).isEqualTo("GET /api/v1/ws");
        assertThat(socket.request.headers())
                .containsEntry("authorization", "Bearer " + TOKEN)
                .containsEntry("sec-websocket-protocol", "signalbox.v1");
        var join = Script.join(socket, 9, 3);
        assertThat(join.path("after").longValue()).isEqualTo(7);
        assertThat(join.has("epoch")).isFalse();
        assertThat(join.path("batch").booleanValue()).isTrue();
        assertThat(join.path("filter")).isEqualTo(ProtocolJson.tree(filter));
        recorder.heard("joined@9/3");
    }

    @Test
    void whoBeginsNowBeginsBehindTheHead() throws Exception {
        var subscription = follow(SubscribeOptions.fromNow());
        var socket = server.socket();
        assertThat(Script.join(socket, 40, 1).has("after")).isFalse();
        recorder.heard("joined@40/1");
        assertThat(subscription.position()).isEqualTo(40);
        socket.cut();
        assertWorksAgain(40, "joined@40/1 break");
    }

    @Test
    void aCutInMidStreamGoesOnBehindTheLastEvent() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 3);
        recorder.heard("joined@9/1 1 2 3");
        socket.sendHalfAndCut(Script.json(4));
        assertWorksAgain(3, "joined@9/1 1 2 3 break");
    }

    @Test
    void piecesAndBatchesAreReadAsTheyWereMeant() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        var join = socket.read();
        socket.sendInPieces(
                Script.joined(join, 9, 1) + "\n" + Script.json(1) + "\n" + Script.json(2) + "\n",
                7);
        socket.sendInPieces(Script.json(3), 3);
        socket.send(Script.json(4) + "\n" + Script.json(5));
        recorder.heard("joined@9/1 1 2 3 4 5");
    }

    @Test
    void whatComesTwiceIsGivenOnce() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 3);
        Script.events(socket, 2, 4);
        recorder.heard("joined@9/1 1 2 3 4");
    }

    @Test
    void aLostEventIsNoticedAndFetched() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 2);
        Script.events(socket, 4, 5);
        assertWorksAgain(2, "joined@9/1 1 2 break");
        assertThat(recorder.breaks()).containsExactly("events between 2 and 4 did not come");
    }

    @Test
    void aWrongPrevIsALossToo() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 2);
        socket.send(Script.json(8, 6));
        assertWorksAgain(2, "joined@9/1 1 2 break");
    }

    @Test
    void aLossThatStaysIsAFailure() throws Exception {
        var subscription = follow(SubscribeOptions.after(0));
        for (int i = 0; i < 3; i++) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            socket.send(i == 1 ? "{\"type\":5}" : Script.json(2));
        }
        recorder.heard("joined@9/1 break joined@9/1 break joined@9/1 failed INTERNAL");
        assertThat(recorder.failure()).hasMessageContaining("cannot be followed beyond 0");
        assertThat(subscription.ended()).isCompletedExceptionally();
    }

    @Test
    void whatAFilterLeavesOutIsNoLoss() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 40, 1);
        socket.send(Script.json(3, 0));
        socket.send(Script.json(7, 3));
        socket.send("{\"type\":\"session:cursor\",\"sessionId\":\"s1\",\"seq\":20}");
        socket.send("{\"type\":\"heartbeat\",\"at\":\"2026-11-23T10:00:00.123Z\"}");
        socket.send("{\"type\":\"session:cursor\",\"sessionId\":\"other\",\"seq\":30}");
        socket.send("{\"type\":\"hologram\"}");
        socket.send(Script.json(21));
        recorder.heard("joined@40/1 3 7 cursor@20 21");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 1012, 4408})
    void aGoodbyeThatPassesIsFollowedByAReturn(int code) throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 2);
        socket.close(code);
        assertWorksAgain(2, "joined@9/1 1 2 break");
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws Exception {
        follow(SubscribeOptions.after(0).silenceMax(Duration.ofMillis(300)));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 2);
        assertWorksAgain(2, "joined@9/1 1 2 break");
        assertThat(recorder.breaks().getFirst()).contains("silent");
    }

    @Test
    void aServerThatIsAwayForAWhileIsFoundAgain() throws Exception {
        follow(SubscribeOptions.after(0));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 2);
        recorder.heard("joined@9/1 1 2");
        int port = server.port();
        server.close();
        await().until(() -> recorder.breaks().size() >= 3);
        try (var again = new ScriptedServer(port)) {
            var next = again.socket();
            assertThat(Script.join(next, 9, 1).path("after").longValue()).isEqualTo(2);
            Script.events(next, 3, 4);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(recorder.events()).containsExactly(1L, 2L, 3L, 4L));
        }
    }

    @Test
    void aResyncBringsTheSnapshotAndGoesOnBehindIt() throws Exception {
        follow(SubscribeOptions.after(5));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        server.on("GET /api/v1/sessions/s1/snapshot", 200, Script.snapshot(30, 2));
        socket.send(Script.json(6));
        socket.send(Script.resync(30, 2));
        var next = server.socket();
        var join = Script.join(next, 30, 2);
        assertThat(join.path("after").longValue()).isEqualTo(30);
        assertThat(join.path("epoch").longValue()).isEqualTo(2);
        next.send(Script.json(31));
        recorder.heard("joined@9/1 6 break snapshot@30 joined@30/2 31");
    }

    @Test
    void aResyncInsteadOfAReplyMayReplayTheSession() throws Exception {
        follow(SubscribeOptions.after(5).resync(SubscribeOptions.Resync.REPLAY));
        var socket = server.socket();
        socket.read();
        socket.send(Script.resync(2, 7));
        var next = server.socket();
        var join = Script.join(next, 2, 7);
        assertThat(join.path("after").longValue()).isZero();
        assertThat(join.path("epoch").longValue()).isEqualTo(7);
        Script.events(next, 1, 2);
        recorder.heard("restarted break joined@2/7 1 2");
    }

    @Test
    void aSnapshotThatCannotBeHadAtOnceIsAskedForAgain() throws Exception {
        follow(SubscribeOptions.after(5));
        var socket = server.socket();
        Script.join(socket, 9, 1);
        server.on(
                "GET /api/v1/sessions/s1/snapshot",
                503,
                "{\"code\":\"JOURNAL_UNAVAILABLE\",\"title\":\"x\",\"status\":503}");
        socket.send(Script.resync(30, 2));
        await().until(() -> recorder.breaks().size() >= 2);
        server.on("GET /api/v1/sessions/s1/snapshot", 200, Script.snapshot(30, 2));
        var next = server.socket();
        assertThat(Script.join(next, 30, 2).path("after").longValue()).isEqualTo(30);
    }

    @Test
    void aSlowListenerHoldsTheServerBackAndLosesNothing() throws Exception {
        var gate = new CountDownLatch(1);
        client.subscribe(
                Script.SESSION,
                SubscribeOptions.after(0),
                event -> {
                    if (event.seq() == 1) {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    recorder.event(event);
                });
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 300);
        gate.countDown();
        await().until(() -> recorder.events().size() == 300);
        assertThat(recorder.events()).isSorted().doesNotHaveDuplicates();
    }
}
