package dev.signalbox.runtime;

/// Publishes news in place of a session's owner.
public final class NewsDesk {
    private NewsDesk() {}

    public static void publish(EventBus bus, EventBus.News news) {
        bus.publish(news);
    }
}
