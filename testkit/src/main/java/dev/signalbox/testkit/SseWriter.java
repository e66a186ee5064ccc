package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes server-sent events. They leave with the next `flush` or `pause`: a socket that is cut in between takes them
/// along, so a cut after a text is one in the middle of its block. One that writes nowhere serves answers that are not
/// streamed.
final class SseWriter {
    private static final int BUFFER = 1 << 20;

    private final @Nullable OutputStream out;

    private SseWriter(@Nullable OutputStream out) {
        this.out = out;
    }

    static SseWriter to(OutputStream out) {
        return new SseWriter(new BufferedOutputStream(out, BUFFER));
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

    /// Sends what there is, then takes the time that a model would take for a chunk.
    void pause(Duration pace) throws IOException, InterruptedException {
        flush();
        if (pace.isPositive()) {
            Thread.sleep(pace);
        }
    }

    void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    private void write(String event) throws IOException {
        if (out != null) {
            out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
