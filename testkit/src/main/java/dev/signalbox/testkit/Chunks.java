package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;

/// Cuts text into the pieces in which a model would stream it.
final class Chunks {
    private Chunks() {}

    /// Pieces of at most `length` UTF-16 units, surrogate pairs kept whole; one empty piece for the
    /// empty text.
    static List<String> of(String text, int length) {
        if (text.isEmpty()) {
            return List.of("");
        }
        var chunks = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(start + length, text.length());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            chunks.add(text.substring(start, end));
            start = end;
        }
        return List.copyOf(chunks);
    }
}
