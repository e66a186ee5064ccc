package dev.signalbox.bench.chaos;

import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.KillPlan;
import dev.signalbox.testkit.Processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Kills until enough was killed. One owner thread; each session has a thread of its own while all
/// of them are at something.
final class ChaosRun {
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration NO_ORPHANS = Duration.ofSeconds(5);

    private static final Duration FREEZE = Duration.ofMillis(300);
    private static final Duration DIES = Duration.ofSeconds(15);

    /// A server is interrupted in its start at some moment of this.
    private static final Duration RESTORE = Duration.ofMillis(1500);

    private final Path home;
    private final Path folder;
    private final Tally tally;
    private final Victims victims = new Victims();

    ChaosRun(Path home, Path folder, Tally tally) {
        this.home = home;
        this.folder = folder;
        this.tally = tally;
    }

    /// What is done to each session, on a thread of its own.
    @FunctionalInterface
    private interface Act {
        void on(int index) throws IOException, InterruptedException;
    }

    void run(KillPlan plan, int rounds, int sessions) throws IOException, InterruptedException {
        try (var server = new ServerUnderChaos(home, folder.resolve("data"), freePort())) {
            var lanes = new ArrayList<Lane>();
            for (int i = 0; i < sessions; i++) {
                lanes.add(new Lane(server, victims, tally, folder.resolve("agent-" + i)));
            }
            boolean isOver = false;
            try {
                rounds(plan, rounds, server, lanes);
                lanes.forEach(lane -> lane.evidence().checkAll(server.client()));
                end(server, lanes);
                isOver = true;
            } finally {
                if (!isOver) {
                    abandon(server, lanes);
                }
            }
        }
    }

    /// Leaves nothing running of a run that cannot go on.
    private static void abandon(ServerUnderChaos server, List<Lane> lanes)
            throws IOException, InterruptedException {
        Processes.signal(server.pid(), "KILL");
        for (var lane : lanes) {
            for (long pid : Processes.ofSession(lane.id())) {
                Processes.signal(pid, "KILL");
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void rounds(KillPlan plan, int rounds, ServerUnderChaos server, List<Lane> lanes)
            throws IOException, InterruptedException {
        long next = System.nanoTime() + PROGRESS.toNanos();
        while (tally.killCount() < rounds) {
            var kills = plan.next((int) Math.min(lanes.size(), rounds - tally.killCount()));
            var first = kills.getFirst();
            if (first.victim() == Kill.Victim.SERVER) {
                all(lanes.size(), i -> lanes.get(i).begin(first));
                tally.killed(strike(server, first));
                all(lanes.size(), i -> lanes.get(i).finish());
            } else {
                all(
                        kills.size(),
                        i -> {
                            lanes.get(i).begin(kills.get(i));
                            lanes.get(i).strike();
                            lanes.get(i).finish();
                        });
            }
            if (System.nanoTime() > next) {
                System.err.printf(
                        "chaos: %d of %d kills, %d events, %d faults%n",
                        tally.killCount(), rounds, tally.events(), tally.faults());
                next = System.nanoTime() + PROGRESS.toNanos();
            }
        }
    }

    /// @return what was really done
    private Kill strike(ServerUnderChaos server, Kill kill)
            throws IOException, InterruptedException {
        long pid = server.pid();
        long struck = System.nanoTime();
        Kill done;
        switch (kill.phase()) {
            case IN_SHUTDOWN -> {
                Processes.signal(pid, "TERM");
                LockSupport.parkNanos(kill.delay().toNanos());
                done = hit(pid, kill);
            }
            case IN_RESTORE -> {
                var _ = victims.strike(pid, Means.KILL);
                server.start();
                LockSupport.parkNanos(RESTORE.toNanos() / 60 * kill.delay().toMillis());
                done = hit(server.pid(), kill);
            }
            default -> done = hit(pid, kill);
        }
        boolean isGone = kill.means().isFatal() || kill.phase() == Phase.IN_SHUTDOWN;
        if (isGone) {
            long start = System.nanoTime();
            server.start();
            server.awaitReady();
            tally.took("start of the server", start);
        } else if (kill.phase() == Phase.IN_RESTORE) {
            server.awaitReady();
        }
        tally.took("server is back", struck);
        return done;
    }

    private Kill hit(long pid, Kill kill) throws IOException, InterruptedException {
        var means = victims.strike(pid, kill.means());
        if (means == Means.FREEZE) {
            LockSupport.parkNanos(FREEZE.toNanos() + 20 * kill.delay().toNanos());
            Victims.thaw(pid);
        }
        if (means.isFatal() || kill.phase() == Phase.IN_SHUTDOWN) {
            Processes.awaitDead(pid, DIES);
        }
        return new Kill(kill.victim(), means, kill.phase(), kill.delay(), kill.held());
    }

    /// Does something with each session at the same time.
    private static void all(int count, Act act) throws IOException, InterruptedException {
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lane-", 0).factory())) {
            var works = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                int index = i;
                works.add(
                        threads.submit(() -> {
                            act.on(index);
                            return null;
                        }));
            }
            for (var work : works) {
                try {
                    work.get();
                } catch (ExecutionException e) {
                    throw new IOException(
                            "a session could not go on: " + e.getCause(), e.getCause());
                }
            }
        }
    }

    private void end(ServerUnderChaos server, List<Lane> lanes)
            throws IOException, InterruptedException {
        for (var lane : lanes) {
            server.call(client -> {
                client.deleteSession(lane.id());
                return "";
            });
        }
        for (var lane : lanes) {
            try {
                Processes.awaitNoneOfSession(lane.id(), NO_ORPHANS);
            } catch (AssertionError e) {
                tally.fault(Tally.Fault.ORPHAN, 1, "after the end: " + e.getMessage());
            }
        }
        int code = server.stop();
        if (code != 0) {
            tally.fault(Tally.Fault.STATE, 1, "the server told to end exits with " + code);
        }
    }
}
