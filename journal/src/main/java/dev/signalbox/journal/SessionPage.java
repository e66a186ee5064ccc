package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A page of sessions.
///
/// @param next the cursor of the page that follows; null on the last one
public record SessionPage(List<SessionRow> items, @Nullable String next) {
    public SessionPage {
        items = List.copyOf(items);
    }
}
