package dev.signalbox.server;

import dev.signalbox.runtime.EventFeed.Delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes server-sent events. The response's stream blocks while the socket takes nothing, and fails
/// when it took nothing for too long.
final class SseOutlet implements Outlet {
    private static final byte[] TYPE = ascii("{\"type\":\"");

    private final OutputStream out;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(0);

    SseOutlet(OutputStream out) {
        this.out = out;
    }

    @Override
    public void event(Subscription from, Delivery event) {
        waiting.writeBytes(ascii("id: " + from.epoch() + "-" + event.seq() + "\n"));
        frame(event.json());
    }

    @Override
    public void frame(byte[] json) {
        waiting.writeBytes(ascii("event: "));
        int type = TYPE.length;
        waiting.write(json, type, endOfString(json, type) - type);
        waiting.writeBytes(ascii("\ndata: "));
        waiting.writeBytes(onOneLine(json));
        waiting.writeBytes(ascii("\n\n"));
    }

    @Override
    public int waiting() {
        return waiting.size();
    }

    @Override
    public boolean flush() throws IOException {
        if (waiting.size() == 0) {
            return false;
        }
        waiting.writeTo(out);
        waiting.reset();
        out.flush();
        return true;
    }

    @Override
    public void finish(int code, String reason) {
        // The end of the response is the goodbye.
    }

    private static int endOfString(byte[] json, int start) {
        int end = start;
        while (end < json.length && json[end] != '"') {
            end++;
        }
        return end;
    }

    /// A carriage return between a runner's JSON tokens would end the field.
    private static byte[] onOneLine(byte[] json) {
        for (byte b : json) {
            if (b == '\r' || b == '\n') {
                return new String(json, StandardCharsets.UTF_8)
                        .replace('\r', ' ')
                        .replace('\n', ' ')
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
        return json;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
