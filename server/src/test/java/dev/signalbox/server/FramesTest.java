package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;

import org.junit.jupiter.api.Test;

import java.util.TreeSet;

/// The running server against `asyncapi.yaml`: every frame that the file has is seen, each way.
/// That no other is seen is looked at by [TestSocket], in every test.
class FramesTest {
    @Test
    void everyDocumentedFrameIsSeen() {
        var frames = Frames.SERVED;
        try (var server = new TestServer(TestServer.patient());
                var socket = TestSocket.open(server, null)) {
            var session = server.host.session("s", 3);
            var other = server.host.session("t", 0);
            socket.ask("auth", ",\"token\":\"" + TestServer.TOKEN + "\"");
            socket.ask("sessions:watch", "");
            socket.join("s", ",\"after\":0,\"batch\":true,\"filter\":{\"deltas\":\"none\"}");
            socket.join("t", ",\"after\":0,\"epoch\":9");
            socket.nextOfType("session:resync");
            socket.ask("session:message", ",\"sessionId\":\"s\",\"content\":\"hello\"");
            socket.ask("session:interrupt", ",\"sessionId\":\"s\"");
            socket.ask(
                    "session:permission",
                    ",\"sessionId\":\"s\",\"requestId\":\"p\",\"optionId\":\"allow\"");
            session.emit(FakeSessionHost.delta("filtered out"));
            socket.nextOfType("session:cursor");
            socket.nextOfType("heartbeat");
            server.host.delete("s", By.principal("admin"));
            socket.nextOfType("session:deleted");
            socket.nextOfType("sessions:changed");
            socket.ask("session:leave", ",\"sessionId\":\"t\"");
            socket.ask("sessions:unwatch", "");
            assertThat(other.cursors()).isZero();

            var sent = new TreeSet<>(frames.typesFromClient());
            sent.removeAll(socket.typesSent());
            assertThat(sent).as("documented and not sent").isEmpty();
            var received = new TreeSet<>(frames.typesToClient());
            received.removeAll(socket.typesReceived());
            assertThat(received).as("documented and not received").isEmpty();
        }
    }
}
