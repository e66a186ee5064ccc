package dev.signalbox.runtime;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// News of all sessions inside this server, for metrics and lists: typed, unordered between
/// sessions, not durable. Readers of a session use [EventFeed].
public final class EventBus {
    private static final System.Logger LOG = System.getLogger(EventBus.class.getName());

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /// What happened to a session.
    public sealed interface News {
        String sessionId();

        record Appeared(String sessionId) implements News {}

        /// Committed events, in order.
        ///
        /// @param agent the session's
        /// @param queryIds of each event, in the same order; null for one that belongs to none
        /// @param before the status of the execution environment before these events; null while there
        ///   was none
        /// @param bytes what they are in JSON
        /// @param commitNanos how long the journal took to make them durable
        record Happened(
                String sessionId,
                String agent,
                List<SessionEvent> events,
                List<@Nullable String> queryIds,
                @Nullable EnvironmentStatus before,
                long bytes,
                long commitNanos)
                implements News {
            public Happened {
                events = List.copyOf(events);
                queryIds = Collections.unmodifiableList(new ArrayList<>(queryIds));
            }
        }

        /// Log lines that the session does not keep were dropped from the journal.
        ///
        /// @param lines how many
        record LogsDropped(String sessionId, long lines) implements News {}

        record Deleted(String sessionId) implements News {}

        /// Old deltas and updates of complete blocks were dropped from the journal; what the events
        /// add up to is the same.
        ///
        /// @param events how many
        /// @param nanos how long the journal took
        record Compacted(String sessionId, int events, long nanos) implements News {}
    }

    /// Hears of news on the session's owner thread, or that of whoever did it: it must neither block
    /// nor throw.
    @FunctionalInterface
    public interface Listener {
        void on(News news);
    }

    /// Listens until the handle is closed.
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Ends a subscription.
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    void publish(News news) {
        for (var listener : listeners) {
            try {
                listener.on(news);
            } catch (RuntimeException e) {
                // A listener's fault is its own: the owner of a session does not die of it.
                LOG.log(Level.ERROR, "event listener failed session_id=" + news.sessionId(), e);
            }
        }
    }
}
