package dev.signalbox.bench.chaos;

import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.MemoryLimit;
import dev.signalbox.testkit.Processes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Does things to processes.
final class Victims {
    static final long POLL_NANOS = Duration.ofMillis(2).toNanos();
    private static final long NEXT_TO_NOTHING = 64 * 1024;
    private static final long GREED_ENDS = 96L << 20;
    private static final Duration WANTS = Duration.ofMillis(200);
    private static final Duration DIES = Duration.ofSeconds(5);

    private final AtomicLong groups = new AtomicLong();

    /// Ends a process, or freezes it.
    ///
    /// @return what has been done to it: one that is to starve and wants no memory is killed
    Means strike(long pid, Means means) throws IOException, InterruptedException {
        switch (means) {
            case KILL -> Processes.signal(pid, "KILL");
            case TERM -> Processes.signal(pid, "TERM");
            case FREEZE -> Processes.signal(pid, "STOP");
            case OUT_OF_MEMORY -> {
                return starve(pid);
            }
            case EXIT_0, EXIT_1 -> throw new IllegalArgumentException("done by itself: " + means);
        }
        return means;
    }

    static void thaw(long pid) throws IOException, InterruptedException {
        Processes.signal(pid, "CONT");
    }

    /// Lets it have no more memory than it has, until the kernel ends it.
    private Means starve(long pid) throws IOException, InterruptedException {
        try (var limit = MemoryLimit.make(groupName(), NEXT_TO_NOTHING)) {
            limit.add(pid);
            boolean hasStarved = isDeadWithin(pid, WANTS);
            if (!hasStarved) {
                Processes.signal(pid, "KILL");
                Processes.awaitDead(pid, DIES);
            }
            return hasStarved ? Means.OUT_OF_MEMORY : Means.KILL;
        }
    }

    /// Puts an agent that is about to take all the memory there is under a limit, and waits for what
    /// comes of it.
    void starveGreedy(long pid, AgentNotes notes) throws IOException, InterruptedException {
        try (var limit = MemoryLimit.make(groupName(), GREED_ENDS)) {
            limit.add(pid);
            notes.note("limited", "");
            Processes.awaitDead(pid, DIES.multipliedBy(4));
        }
    }

    private String groupName() {
        return "signalbox-chaos-" + ProcessHandle.current().pid() + "-" + groups.incrementAndGet();
    }

    /// A process that ends tells nobody but its parent, so one has to look again and again.
    static boolean isDeadWithin(long pid, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (Processes.isAlive(pid)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
