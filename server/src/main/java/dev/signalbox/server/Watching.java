package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;

import java.time.Duration;
import java.util.function.Predicate;

/// One client's watch over the list of sessions: says what changed at most every 250 ms. Used by the
/// pump's thread only.
final class Watching implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final int FRAME_SESSIONS_MAX = 1_000;

    private final SessionWatch.Watcher watcher;
    private final Predicate<String> isVisible;
    private long dueNanos;

    /// @param isVisible whether the client may know of the session
    Watching(SessionWatch.Watcher watcher, Predicate<String> isVisible, long nowNanos) {
        this.watcher = watcher;
        this.isVisible = isVisible;
        this.dueNanos = nowNanos;
    }

    /// When there is something to say; far away when there is no news.
    long dueInNanos(long nowNanos) {
        return watcher.hasNews() ? dueNanos - nowNanos : Long.MAX_VALUE;
    }

    void sayDue(long nowNanos, Outlet outlet) {
        if (dueInNanos(nowNanos) > 0) {
            return;
        }
        dueNanos = nowNanos + PAUSE_NANOS;
        var changed = watcher.take(FRAME_SESSIONS_MAX).stream().filter(isVisible).toList();
        if (!changed.isEmpty()) {
            outlet.frame(ProtocolJson.writeBytes(new ServerFrame.SessionsChanged(changed)));
        }
    }

    @Override
    public void close() {
        watcher.close();
    }
}
