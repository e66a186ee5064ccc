package dev.signalbox.bench.chaos;

import dev.signalbox.testkit.Kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What was done and what came of it. Thread-safe.
final class Tally {
    /// What may go wrong.
    enum Fault {
        LOST("lost events"),
        DOUBLED("duplicated events"),
        REORDERED("reordered events"),
        ORPHAN("orphans"),
        ENDS("queries without exactly one end"),
        OUTCOME("queries with a wrong end"),
        STATE("wrong states"),
        FOLD("subscribers whose state differs"),
        STUCK("sessions that did not work again");

        final String words;

        Fault(String words) {
            this.words = words;
        }
    }

    private static final int DETAILS_MAX = 200;

    private final Map<Fault, Long> faults = new ConcurrentHashMap<>();
    private final Map<String, Integer> kills = new TreeMap<>(); // Guarded by itself.
    private final List<String> details = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, List<Double>> times = new TreeMap<>(); // Guarded by itself.
    private final AtomicLong events = new AtomicLong();

    void killed(Kill kill) {
        synchronized (kills) {
            kills.merge(kill.cell(), 1, Integer::sum);
        }
    }

    /// Counts events that the agents said.
    void produced(long count) {
        events.addAndGet(count);
    }

    /// Notes a fault, and says it at once.
    void fault(Fault fault, long count, String where) {
        faults.merge(fault, count, Long::sum);
        var detail = fault.words + " (" + count + "): " + where;
        if (details.size() < DETAILS_MAX) {
            details.add(detail);
        }
        System.err.println("chaos: " + detail);
    }

    void took(String what, long sinceNanos) {
        double millis = Duration.ofNanos(System.nanoTime() - sinceNanos).toNanos() / 1e6;
        synchronized (times) {
            times.computeIfAbsent(what, _ -> new ArrayList<>()).add(millis);
        }
    }

    long faults() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    long count(Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    long events() {
        return events.get();
    }

    Map<String, Integer> kills() {
        synchronized (kills) {
            return new TreeMap<>(kills);
        }
    }

    long killCount() {
        synchronized (kills) {
            return kills.values().stream().mapToLong(Integer::longValue).sum();
        }
    }

    Map<String, List<Double>> times() {
        synchronized (times) {
            return new TreeMap<>(times);
        }
    }
}
