package dev.signalbox.journal;

import java.util.ArrayList;
import java.util.List;

/// Events as they are read, up to the bounds of the request.
final class EventList {
    private final ReadRequest request;
    private final List<StoredEvent> events = new ArrayList<>();
    private long bytes;

    EventList(ReadRequest request) {
        this.request = request;
    }

    /// Takes an event if it still fits.
    ///
    /// @return false when no more events are wanted
    boolean add(StoredEvent event) {
        bytes += event.json().length;
        if (bytes > request.maxBytes() && !events.isEmpty()) {
            return false;
        }
        events.add(event);
        return bytes < request.maxBytes() && events.size() < request.limit();
    }

    List<StoredEvent> events() {
        return List.copyOf(events);
    }
}
