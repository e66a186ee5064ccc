package dev.signalbox.runner;

import dev.signalbox.agent.Cancellable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/// Things to do later on the agent loop. One thread.
final class Timers {
    /// Longer delays are as long as this: a clock of nanoseconds holds no more.
    private static final long NANOS_MAX = Long.MAX_VALUE / 4;

    private final PriorityQueue<Timer> waiting = new PriorityQueue<>();
    private long count;

    private static final class Timer implements Comparable<Timer>, Cancellable {
        final long atNanos;
        final long number;
        @Nullable Runnable task;

        Timer(long atNanos, long number, Runnable task) {
            this.atNanos = atNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(atNanos - other.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    Cancellable after(Duration delay, Runnable task) {
        var timer = new Timer(System.nanoTime() + nanos(delay), count++, task);
        waiting.add(timer);
        return timer;
    }

    private static long nanos(Duration delay) {
        return Math.min(TimeUnit.NANOSECONDS.convert(delay), NANOS_MAX);
    }

    /// @return nanoseconds to the next one, 0 when it is due, a day when there is none
    long nanosToNext() {
        while (!waiting.isEmpty() && waiting.peek().task == null) {
            waiting.remove();
        }
        return waiting.isEmpty()
                ? Inbox.forever()
                : Math.max(0, waiting.peek().atNanos - System.nanoTime());
    }

    /// Runs one that is due.
    ///
    /// @return false when none is
    boolean runDue() {
        if (nanosToNext() > 0) {
            return false;
        }
        var timer = waiting.remove();
        var task = timer.task;
        timer.task = null;
        if (task != null) {
            task.run();
        }
        return true;
    }
}
