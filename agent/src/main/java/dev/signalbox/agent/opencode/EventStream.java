package dev.signalbox.agent.opencode;

import dev.signalbox.protocol.ProtocolLimits;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Server-sent events, without what OpenCode says of itself all the time: each event that is passed
/// on counts as a sign that the agent works.
///
/// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
final class EventStream {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.UTF_8);
    private static final String TYPE = "\"type\":\"";
    private static final int TYPE_WITHIN = 120;
    private static final List<String> NOISE =
            List.of(
                    "server.heartbeat",
                    "plugin.",
                    "catalog.",
                    "integration.",
                    "reference.",
                    "models-dev.",
                    "file.watcher.",
                    "lsp.",
                    "installation.");

    private final InputStream in;

    EventStream(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /// @param each takes the data of each event that is no noise
    void forEach(Consumer<byte[]> each) throws IOException {
        var data = new ByteArrayOutputStream();
        for (var line = line(); line != null; line = line()) {
            if (line.length == 0) {
                if (data.size() > 0 && !isNoise(data)) {
                    each.accept(data.toByteArray());
                }
                data.reset();
            } else if (Arrays.mismatch(line, DATA) == DATA.length) {
                if (data.size() > 0) {
                    data.write('\n');
                }
                int from = line[DATA.length] == ' ' ? DATA.length + 1 : DATA.length;
                data.write(line, from, line.length - from);
            }
        }
    }

    private static boolean isNoise(ByteArrayOutputStream data) {
        var bytes = data.toByteArray();
        var head =
                new String(bytes, 0, Math.min(bytes.length, TYPE_WITHIN), StandardCharsets.UTF_8);
        int at = head.indexOf(TYPE);
        return at >= 0
                && NOISE.stream().anyMatch(noise -> head.startsWith(noise, at + TYPE.length()));
    }

    /// The next line without its end; null when there is none.
    private byte @Nullable [] line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toByteArray();
            }
            if (b != '\r') {
                line.write(b);
            }
            if (line.size() > ProtocolLimits.LINE_BYTES_MAX) {
                throw new IOException("an event is longer than the limit");
            }
        }
        return null;
    }
}
