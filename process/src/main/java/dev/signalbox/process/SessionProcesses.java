package dev.signalbox.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/// The processes of a session, found three ways, because a process can leave some of them:
///
/// - those in its control group, where there is one: nothing leaves it unnoticed;
/// - those that carry the marker `SIGNALBOX_SESSION=<id>` in the environment they were started
///   with. It is inherited, so it finds what parents and process groups do not: a daemon that forked
///   twice and called `setsid`. It does not find what cleared its environment;
/// - those in the process session of the agent, whatever their environment.
///
/// This process itself never is among them.
public final class SessionProcesses {
    public static final String MARKER = "SIGNALBOX_SESSION";

    private static final Duration PAUSE = Duration.ofMillis(10);

    /// How often in a row none must be seen where only markers are looked for: what forks and exits
    /// faster than it can be looked at may be missed once. An empty group is empty.
    private static final int LOOKS = 3;

    /// How often what came up while one look was taken is looked at before the next.
    private static final int ROUNDS = 16;

    private final String marker;
    private final @Nullable ControlGroup group;
    private final String leader;
    private final @Nullable Path sessionDir;

    /// @param group where they are; null = where they are is not known
    /// @param leader the process id of the agent, which leads its process session; 0 = none
    /// @param sessionDir when given, those that belong to a session of the same id in another
    ///   directory (a copy of the data) are left alone
    public SessionProcesses(
            String sessionId,
            @Nullable ControlGroup group,
            long leader,
            @Nullable Path sessionDir) {
        this.marker = MARKER + "=" + sessionId;
        this.group = group;
        this.leader = leader == 0 ? "" : Long.toString(leader);
        this.sessionDir = sessionDir;
    }

    /// Those that are alive now.
    public List<ProcessHandle> find() {
        var rows = new ArrayList<ProcessTable.Row>();
        var _ = ProcessTable.each(rows::add);
        // Read after the handles were made, so that a member's number is that of its handle.
        var members = group == null ? Set.of() : Set.copyOf(group.processes());
        return rows.stream()
                .filter(row -> members.contains(row.process().pid()) || isOurs(row))
                .map(ProcessTable.Row::process)
                .toList();
    }

    private boolean isOurs(ProcessTable.Row row) {
        return row.session().equals(leader) || isMarked(row);
    }

    private boolean isMarked(ProcessTable.Row row) {
        return row.carries(marker) && !isElsewhere(row);
    }

    /// Whether the process says of itself that its session is in another directory: the agent and
    /// what it starts by their `HOME` (`DIR/home`), a runner by its `--session-dir`.
    private boolean isElsewhere(ProcessTable.Row row) {
        if (sessionDir == null) {
            return false;
        }
        var home = row.after("HOME=");
        return (home.endsWith("/" + sessionDir.getFileName() + "/home")
                        && isAnother(Path.of(home), sessionDir.resolve("home")))
                || row.argument("--session-dir")
                        .filter(dir -> isAnother(Path.of(dir), sessionDir))
                        .isPresent();
    }

    /// Whether both are there and are not the same under two names.
    private static boolean isAnother(Path one, Path ours) {
        try {
            return !one.equals(ours) && Files.exists(one) && !Files.isSameFile(one, ours);
        } catch (IOException e) {
            return false; // ours is gone: what is left of it is to go too
        }
    }

    /// Whether this very process, not one that got its number later, carries the marker and has the
    /// word in its command line.
    public boolean isRunner(ProcessHandle process, String word) {
        return ProcessTable.row(process)
                        .filter(row -> row.carries(marker) && row.commandLine().contains(word))
                        .isPresent()
                && process.isAlive();
    }

    /// Asks all of them to end (SIGTERM), once.
    public void terminate() {
        find().forEach(ProcessHandle::destroy);
    }

    /// Kills all of them, again and again until there is none.
    public Killed kill(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        var killed = new TreeSet<Long>();
        int looks = 0;
        while (true) {
            boolean wasEmpty = killGroup(killed, until);
            boolean wereNone = killMarked(killed);
            looks = wasEmpty && wereNone ? looks + 1 : 0;
            if (looks == (group == null ? LOOKS : 1)) {
                return new Killed(killed.size(), List.of());
            }
            if (System.nanoTime() - until > 0) {
                return new Killed(killed.size(), find());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean killGroup(Set<Long> killed, long until) {
        var members = group == null ? List.<Long>of() : group.processes();
        if (group == null || members.isEmpty()) {
            return true;
        }
        killed.addAll(members);
        var _ = group.kill(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        return false;
    }

    /// Each is killed when it is seen and not after all were: one that forks and exits, again and
    /// again, would be gone by then.
    private boolean killMarked(Set<Long> killed) {
        var found = new ArrayList<Long>();
        boolean wereAllSeen =
                ProcessTable.each(
                        row -> {
                            if (isOurs(row)) {
                                var _ = row.process().destroyForcibly();
                                found.add(row.process().pid());
                            }
                        },
                        group == null ? ROUNDS : 1);
        killed.addAll(found);
        return wereAllSeen && found.isEmpty();
    }

    /// What came of killing.
    ///
    /// @param count how many were seen
    /// @param left what survived SIGKILL until the time was up; empty as a rule
    public record Killed(int count, List<ProcessHandle> left) {}

    /// The sessions below a folder that have processes, by what processes say of themselves: they
    /// carry a marker, and name the session's directory in their `HOME` or their command line.
    public static Set<String> sessionsBelow(Path folder) {
        var ids = new TreeSet<String>();
        var _ =
                ProcessTable.each(row -> {
                    var id = row.after(MARKER + "=");
                    if (!id.isEmpty() && !id.contains("/")) {
                        var dir = folder.resolve(id).toString();
                        if (row.after("HOME=").startsWith(dir + "/")
                                || row.commandLine().contains(dir)) {
                            ids.add(id);
                        }
                    }
                });
        return ids;
    }
}
