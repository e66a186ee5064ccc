package dev.signalbox.runner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// The last lines of a text, bounded in bytes. One thread.
final class TextTail {
    private final int bytesMax;
    private final Deque<String> lines = new ArrayDeque<>();
    private int bytes;

    TextTail(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(String line) {
        lines.add(line);
        bytes += length(line);
        while (bytes > bytesMax && lines.size() > 1) {
            bytes -= length(lines.remove());
        }
    }

    /// In bytes of UTF-8, without making them: there may be a flood of lines.
    private static int length(String line) {
        int bytes = 1;
        for (int i = 0; i < line.length(); i++) {
            char one = line.charAt(i);
            if (one < 0x80) {
                bytes++;
            } else {
                bytes += one < 0x800 || Character.isSurrogate(one) ? 2 : 3;
            }
        }
        return bytes;
    }

    /// The lines, joined; empty when there were none.
    String text() {
        var text = String.join("\n", lines);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= bytesMax) {
            return text;
        }
        int start = utf8.length - bytesMax;
        while (start < utf8.length && (utf8[start] & 0xC0) == 0x80) {
            start++; // not in the middle of a character
        }
        return new String(utf8, start, utf8.length - start, StandardCharsets.UTF_8);
    }
}
