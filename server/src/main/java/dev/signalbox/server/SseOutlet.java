package dev.signalbox.server;

import dev.signalbox.runtime.EventFeed.Delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes server-sent events. The response's stream blocks while the socket takes nothing, and fails
/// when it took nothing for too long. Long events are written from the bytes that all readers share.
final class SseOutlet implements Outlet {
    /// More in one write would be copied, whole, by the JDK.
    private static final int WRITE_BYTES = 64 * 1024;

    private static final byte[] TYPE = ascii("{\"type\":\"");
    private static final byte[] END = ascii("\n\n");

    private final OutputStream out;
    private List<byte[]> pieces = new ArrayList<>();
    private int waiting;

    SseOutlet(OutputStream out) {
        this.out = out;
    }

    @Override
    public void event(Subscription from, Delivery event) {
        add("id: " + from.epoch() + "-" + event.seq() + "\n", event.json());
    }

    @Override
    public void frame(byte[] json) {
        add("", json);
    }

    private void add(String id, byte[] json) {
        int type = TYPE.length;
        var name =
                new String(json, type, endOfString(json, type) - type, StandardCharsets.US_ASCII);
        add(ascii(id + "event: " + name + "\ndata: "));
        add(onOneLine(json));
        add(END);
    }

    private void add(byte[] piece) {
        pieces.add(piece);
        waiting += piece.length;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public boolean flush() throws IOException {
        if (pieces.isEmpty()) {
            return false;
        }
        var taken = pieces;
        pieces = new ArrayList<>();
        int bytes = waiting;
        waiting = 0;
        var shorts = new ByteArrayOutputStream(Math.min(bytes, WRITE_BYTES));
        for (var piece : taken) {
            if (piece.length <= WRITE_BYTES) {
                shorts.writeBytes(piece);
            } else {
                shorts.writeTo(out);
                shorts.reset();
                writeLong(piece);
            }
        }
        shorts.writeTo(out);
        out.flush();
        return true;
    }

    private void writeLong(byte[] piece) throws IOException {
        for (int start = 0; start < piece.length; start += WRITE_BYTES) {
            out.write(piece, start, Math.min(WRITE_BYTES, piece.length - start));
        }
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
