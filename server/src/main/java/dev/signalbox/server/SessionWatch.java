package dev.signalbox.server;

import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.runtime.EventBus;
import dev.signalbox.runtime.EventBus.News;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells watchers which sessions appeared, went, or changed what a list shows. A watcher holds each
/// session at most once, however often it changes.
final class SessionWatch implements AutoCloseable {
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final EventBus.Subscription subscription;

    SessionWatch(EventBus bus) {
        subscription = bus.subscribe(this::on);
    }

    /// Watches until the watcher is closed.
    ///
    /// @param wake called on a session's owner thread when there is news; must not block
    Watcher open(Runnable wake) {
        var watcher = new Watcher(wake);
        watchers.add(watcher);
        return watcher;
    }

    @Override
    public void close() {
        subscription.close();
        watchers.clear();
    }

    private void on(News news) {
        if (!watchers.isEmpty() && changesLists(news)) {
            watchers.forEach(watcher -> watcher.changed(news.sessionId()));
        }
    }

    /// What is said within a query changes no list; that one began or ended does.
    private static boolean changesLists(News news) {
        return switch (news) {
            case News.Appeared _, News.Deleted _ -> true;
            case News.Compacted _, News.LogsDropped _ -> false;
            case News.Happened(_, _, var events, _, _, _, _) ->
                    events.isEmpty() || events.stream().anyMatch(SessionWatch::changesLists);
        };
    }

    private static boolean changesLists(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created _,
                    SessionEvent.QueryQueued _,
                    SessionEvent.QueryStarted _,
                    SessionEvent.QueryEnded _,
                    SessionEvent.PermissionRequested _,
                    SessionEvent.PermissionResolved _,
                    SessionEvent.OptionsUpdate _,
                    SessionEvent.Status _,
                    SessionEvent.ErrorReported _ ->
                    true;
            default -> false;
        };
    }

    /// What one client has not been told yet.
    final class Watcher implements AutoCloseable {
        private final Set<String> changed = ConcurrentHashMap.newKeySet();
        private final Runnable wake;

        private Watcher(Runnable wake) {
            this.wake = wake;
        }

        boolean hasNews() {
            return !changed.isEmpty();
        }

        /// The sessions that changed since the last call, at most `max`; the rest stays.
        List<String> take(int max) {
            var taken = changed.stream().limit(max).toList();
            taken.forEach(changed::remove);
            return taken;
        }

        @Override
        public void close() {
            watchers.remove(this);
        }

        private void changed(String sessionId) {
            if (changed.add(sessionId)) {
                wake.run();
            }
        }
    }
}
