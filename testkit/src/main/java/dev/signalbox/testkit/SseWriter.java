package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes server-sent events, each flushed at once. One that writes nowhere serves answers that are
/// not streamed.
final class SseWriter {
    private final @Nullable OutputStream out;

    private SseWriter(@Nullable OutputStream out) {
        this.out = out;
    }

    static SseWriter to(OutputStream out) {
        return new SseWriter(out);
    }

    static SseWriter nowhere() {
        return new SseWriter(null);
    }

    /// An event under its `type`.
    void sendNamed(JsonNode event) throws IOException {
        write("event: " + event.path("type").asString("message") + "\ndata: " + Json.write(event));
    }

    /// An event without a name.
    void send(JsonNode event) throws IOException {
        sendData(Json.write(event));
    }

    void sendData(String data) throws IOException {
        write("data: " + data);
    }

    /// The time that a model would take for a chunk.
    static void pause(Duration pace) throws InterruptedException {
        if (pace.isPositive()) {
            Thread.sleep(pace);
        }
    }

    private void write(String event) throws IOException {
        if (out != null) {
            out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
