package dev.signalbox.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts faults that a scenario wants only a number of times, so that a peer that tries again gets further.
/// Thread-safe.
final class Faults {
    private final Map<String, Integer> given = new ConcurrentHashMap<>();

    /// Whether the fault is to be given once more; counts it.
    boolean isDue(String key, int timesMax) {
        return given.merge(key, 1, Integer::sum) <= timesMax;
    }

    void reset() {
        given.clear();
    }
}
