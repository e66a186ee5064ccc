package dev.signalbox.server;

import java.time.Duration;

/// How long a stream waits after a write, so that many streams that are busy at once make fewer and
/// longer writes: a write costs the same however many events it carries. A few streams never wait.
final class Pace {
    /// With fewer busy streams than this nobody waits.
    private static final int STREAMS_MIN = 25;

    /// What each busy stream adds to the pause of all.
    private static final long SHARE_NANOS = Duration.ofNanos(30_000).toNanos();

    private static final long PAUSE_MAX_NANOS = Duration.ofMillis(10).toNanos();
    private static final long WINDOW_NANOS = Duration.ofMillis(20).toNanos();

    private long window;
    private int busy;
    private int busyBefore;

    /// One stream's place in the count.
    static final class Place {
        private long window = Long.MIN_VALUE;
    }

    /// A stream has written.
    ///
    /// @return how long it should collect events before it writes again; 0 = not at all
    synchronized long pauseNanos(Place place, long now) {
        long at = Math.floorDiv(now, WINDOW_NANOS);
        if (at != window) {
            busyBefore = at == window + 1 ? busy : 0;
            busy = 0;
            window = at;
        }
        if (place.window != at) {
            place.window = at;
            busy++;
        }
        int streams = Math.max(busy, busyBefore);
        return streams < STREAMS_MIN ? 0 : Math.min(PAUSE_MAX_NANOS, streams * SHARE_NANOS);
    }
}
