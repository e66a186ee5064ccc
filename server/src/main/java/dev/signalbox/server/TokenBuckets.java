package dev.signalbox.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How often each may do something: so many at once, and then as they come back. Remembers those who
/// did it last; who was forgotten begins anew.
///
/// Thread-safe.
final class TokenBuckets<K> {
    private static final int KEPT_MAX = 10_000;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;
    private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    /// @param perSecond how many come back
    /// @param burst how many there are at most
    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    TokenBuckets(double perSecond, double burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /// Takes one.
    ///
    /// @return 0, or in how many nanoseconds there is one again; then none was taken
    synchronized long take(K key) {
        long now = nanoTime.getAsLong();
        var bucket = buckets.computeIfAbsent(key, _ -> new Bucket(burst, now));
        double back = Math.max(0, now - bucket.at) / NANOS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(burst, bucket.tokens + back);
        bucket.at = now;
        if (buckets.size() > KEPT_MAX) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return 0;
        }
        return (long) Math.ceil((1 - bucket.tokens) / perSecond * NANOS_PER_SECOND);
    }
}
