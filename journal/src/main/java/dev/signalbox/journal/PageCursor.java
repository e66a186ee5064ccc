package dev.signalbox.journal;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The place of a session in the list; what an opaque cursor stands for.
record PageCursor(long lastActivityMs, String id) {
    private static final String VERSION = "1";

    static PageCursor of(SessionRow row) {
        return new PageCursor(row.lastActivity().toEpochMilli(), row.id());
    }

    /// Null for null.
    static @Nullable PageCursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split(":", 3);
            if (parts.length == 3 && parts[0].equals(VERSION)) {
                return new PageCursor(Long.parseLong(parts[1]), parts[2]);
            }
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    /// A page of the sessions found.
    ///
    /// @param found in order; one more than the limit if there is a page after this one
    static SessionPage page(List<SessionRow> found, int limit) {
        if (found.size() <= limit) {
            return new SessionPage(found, null);
        }
        var items = found.subList(0, limit);
        return new SessionPage(items, of(items.getLast()).text());
    }

    String text() {
        String plain = VERSION + ":" + lastActivityMs + ":" + id;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether a session comes after this place.
    boolean isBefore(SessionRow row) {
        int byTime = row.lastActivity().compareTo(Instant.ofEpochMilli(lastActivityMs));
        return byTime < 0 || (byTime == 0 && row.id().compareTo(id) < 0);
    }

    private static SignalboxException invalid(@Nullable Throwable cause) {
        return new SignalboxException(
                ErrorCode.BAD_REQUEST,
                "the cursor is not one that a page of sessions gave; leave it out to start at the"
                        + " front",
                cause);
    }
}
