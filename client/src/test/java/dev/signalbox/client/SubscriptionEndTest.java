package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/// How a subscription ends, and that the next one works.
@Timeout(60)
class SubscriptionEndTest {
    private final ScriptedServer server = new ScriptedServer();
    private final SignalboxClient client = new SignalboxClient(server.url(), "t");
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private SessionSubscription follow() {
        return client.subscribe(Script.SESSION, SubscribeOptions.after(0), recorder);
    }

    private void assertTheNextOneWorks() throws Exception {
        var next = new Recorder();
        try (var again = client.subscribe(Script.SESSION, SubscribeOptions.after(0), next)) {
            var socket = server.socket();
            Script.join(socket, 9, 1);
            Script.events(socket, 1, 2);
            next.heard("joined@9/1 1 2");
            assertThat(again.position()).isEqualTo(2);
        }
    }

    @Test
    void aDeletedSessionEndsIt() throws Exception {
        var subscription = follow();
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 1);
        socket.send("{\"type\":\"session:deleted\",\"sessionId\":\"s1\"}");
        subscription.ended().get(10, TimeUnit.SECONDS);
        recorder.heard("joined@9/1 1 deleted");
    }

    @Test
    void anUnknownSessionFailsIt() throws Exception {
        follow();
        var socket = server.socket();
        String id = socket.read().path("id").stringValue();
        socket.send(
                ProtocolJson.write(
                        ServerFrame.Reply.failed(
                                id, ErrorCode.SESSION_NOT_FOUND, "there is no session s1")));
        recorder.heard("failed SESSION_NOT_FOUND");
        assertThat(recorder.failure()).hasMessage("there is no session s1");
        assertTheNextOneWorks();
    }

    @Test
    void aWrongTokenFailsItAtTheUpgrade() throws Exception {
        server.on("GET /api/v1/ws", 401, "{}");
        var subscription = follow();
        recorder.heard("failed UNAUTHENTICATED");
        assertThatThrownBy(() -> subscription.ended().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SignalboxException.class);
    }

    @Test
    void aTokenThatIsNoLongerGoodFailsIt() throws Exception {
        follow();
        var socket = server.socket();
        Script.join(socket, 9, 1);
        socket.close(4401);
        recorder.heard("joined@9/1 failed UNAUTHENTICATED");
        assertTheNextOneWorks();
    }

    @Test
    void noServerAtAllFailsItAtOnce() {
        server.close();
        follow();
        recorder.heard("failed SERVER_NOT_FOUND");
        assertThat(recorder.failure()).hasMessageContaining("signalbox serve");
    }

    @Test
    void aListenerThatThrowsEndsItsOwnSubscriptionOnly() throws Exception {
        var subscription =
                client.subscribe(
                        Script.SESSION,
                        SubscribeOptions.after(0),
                        _ -> {
                            throw new IllegalArgumentException("not me");
                        });
        var socket = server.socket();
        Script.join(socket, 9, 1);
        Script.events(socket, 1, 1);
        assertThatThrownBy(() -> subscription.ended().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("not me");
        assertTheNextOneWorks();
    }

    @Test
    void closingEndsItWithoutAFailure() throws Exception {
        var subscription = follow();
        var socket = server.socket();
        Script.join(socket, 9, 1);
        recorder.heard("joined@9/1");
        subscription.close();
        subscription.close();
        assertThat(subscription.ended()).isCompleted();
        assertThatThrownBy(socket::read).hasMessage("the client said goodbye");
        recorder.heard("joined@9/1");
        assertTheNextOneWorks();
    }

    @Test
    void closingTheClientEndsEverySubscription() throws Exception {
        var subscription = follow();
        Script.join(server.socket(), 9, 1);
        client.close();
        assertThat(subscription.ended()).isCompleted();
    }
}
