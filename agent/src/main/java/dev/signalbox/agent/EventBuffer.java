package dev.signalbox.agent;

import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Holds what a translator says until a converter takes it. One owner thread.
public final class EventBuffer implements Consumer<StreamEvent> {
    private List<StreamEvent> events = new ArrayList<>();

    @Override
    public void accept(StreamEvent event) {
        events.add(event);
    }

    /// What was said since this was asked last.
    public List<StreamEvent> take() {
        var taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
