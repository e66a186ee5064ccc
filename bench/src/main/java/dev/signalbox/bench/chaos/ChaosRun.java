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

    /// A server is interrupted in its start at some moment of this.
    private static final int RESTORE_MS_MAX = 1500;

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
                strike(server, first);
                tally.killed(first);
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

    private void strike(ServerUnderChaos server, Kill kill)
            throws IOException, InterruptedException {
        long pid = server.pid();
        long struck = System.nanoTime();
        switch (kill.phase()) {
            case IN_SHUTDOWN -> {
                Processes.signal(pid, "TERM");
                LockSupport.parkNanos(kill.delay().toNanos());
                done(pid, kill);
            }
            case IN_RESTORE -> {
                victims.strike(pid, Means.KILL);
                server.start();
                LockSupport.parkNanos(
                        Duration.ofMillis(kill.delay().toMillis() * RESTORE_MS_MAX / 60).toNanos());
                done(server.pid(), kill);
            }
            default -> done(pid, kill);
        }
        boolean isToStart = kill.means().isFatal() || kill.phase() == Phase.IN_SHUTDOWN;
        if (isToStart) {
            long start = System.nanoTime();
            server.start();
            server.awaitReady();
            tally.took("start of the server", start);
        } else if (kill.phase() == Phase.IN_RESTORE) {
            server.awaitReady();
        }
        tally.took("server is back", struck);
    }

    private void done(long pid, Kill kill) throws IOException, InterruptedException {
        victims.strike(pid, kill.means());
        if (kill.means() == Means.FREEZE) {
            LockSupport.parkNanos(Duration.ofMillis(300 + 20 * kill.delay().toMillis()).toNanos());
            Victims.thaw(pid);
        }
        if (kill.means().isFatal() || kill.phase() == Phase.IN_SHUTDOWN) {
            Processes.awaitDead(pid, Duration.ofSeconds(15));
        }
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
