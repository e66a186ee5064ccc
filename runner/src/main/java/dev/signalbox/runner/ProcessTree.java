package dev.signalbox.runner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Everything that descends from an agent: what is in the agent's own process session, and what
/// carries the marker `SIGNALBOX_SESSION=<id>` in the environment it was started with. The one
/// finds what changed its environment, the other what left the session (`setsid`) and its parents
/// (a double fork). The runner carries the marker too and is left out.
final class ProcessTree {
    static final String MARKER = "SIGNALBOX_SESSION";

    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/environ"));
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int SESSION_FIELD = 3; // of /proc/PID/stat, counted after the name

    private final String marker;
    private final long agentSession;

    /// @param agentSession the agent's process id, which leads its session; 0 when there is none
    ProcessTree(String sessionId, long agentSession) {
        this.marker = MARKER + "=" + sessionId;
        this.agentSession = agentSession;
    }

    /// Asks all of them to end (SIGTERM), once.
    void terminate() {
        find().forEach(ProcessHandle::destroy);
    }

    /// Kills all of them, again and again until there is none.
    ///
    /// @return what is left when the time is up; empty as a rule
    List<ProcessHandle> kill(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        while (true) {
            var found = find();
            if (found.isEmpty() || System.nanoTime() - until > 0) {
                return found;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// Those that are alive now.
    List<ProcessHandle> find() {
        return HAS_PROC ? findInProc() : findWithPs();
    }

    private List<ProcessHandle> findInProc() {
        var found = new ArrayList<ProcessHandle>();
        try (var dirs = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var dir : dirs) {
                long pid = Long.parseLong(dir.getFileName().toString());
                addIf(found, pid, _ -> isInSession(dir) || carriesMarker(dir));
            }
        } catch (IOException e) {
            RunnerLog.warn("reading /proc failed: " + e);
        }
        return found;
    }

    /// A handle knows when its process started. It is made before the process is looked at, so that
    /// a signal never hits one that got the number later.
    private static void addIf(
            List<ProcessHandle> found, long pid, Predicate<ProcessHandle> isWanted) {
        if (pid == ProcessHandle.current().pid()) {
            return;
        }
        var handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null && isWanted.test(handle)) {
            found.add(handle);
        }
    }

    private boolean isInSession(Path dir) {
        if (agentSession == 0) {
            return false;
        }
        var stat = new String(read(dir.resolve("stat")), StandardCharsets.ISO_8859_1);
        int nameEnd = stat.lastIndexOf(')'); // a name may hold anything
        if (nameEnd < 0) {
            return false;
        }
        var fields = stat.substring(nameEnd + 1).strip().split(" ", -1);
        return fields.length > SESSION_FIELD
                && !fields[0].equals("Z")
                && fields[SESSION_FIELD].equals(Long.toString(agentSession));
    }

    private boolean carriesMarker(Path dir) {
        var environ = "\0" + new String(read(dir.resolve("environ")), StandardCharsets.UTF_8);
        return environ.contains("\0" + marker + "\0");
    }

    /// The file, or nothing when the process is gone or somebody else's.
    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    // Where there is no /proc (macOS), `ps -E` shows the environment of one's own processes.

    private List<ProcessHandle> findWithPs() {
        var found = new ArrayList<ProcessHandle>();
        for (var line : ps("-A", "-E", "-ww", "-o", "pid=,pgid=,command=")) {
            var fields = line.strip().split(" +", 3);
            if (fields.length == 3 && isOurs(fields)) {
                addIf(found, Long.parseLong(fields[0]), ProcessTree::isNoZombie);
            }
        }
        return found;
    }

    private boolean isOurs(String[] fields) {
        return fields[1].equals(Long.toString(agentSession))
                || (fields[2] + " ").contains(" " + marker + " ");
    }

    private static boolean isNoZombie(ProcessHandle process) {
        return process.isAlive();
    }

    /// Resident memory of some processes together, in bytes; those that are gone count nothing.
    static long residentBytes(List<Long> pids) {
        long kib = 0;
        if (!HAS_PROC) {
            var list = pids.stream().map(String::valueOf).toList();
            for (var line : ps("-o", "rss=", "-p", String.join(",", list))) {
                kib += number(line);
            }
            return kib * 1024;
        }
        for (long pid : pids) {
            var status = new String(read(PROC.resolve(pid + "/status")), StandardCharsets.UTF_8);
            int at = status.indexOf("VmRSS:");
            if (at >= 0) {
                kib += number(status.substring(at + 6, status.indexOf("kB", at)));
            }
        }
        return kib * 1024;
    }

    /// Whether a process was stopped by a signal and waits to be continued.
    static boolean isFrozen(long pid) {
        if (!HAS_PROC) {
            return ps("-o", "state=", "-p", Long.toString(pid)).stream()
                    .anyMatch(state -> state.strip().startsWith("T"));
        }
        var stat = new String(read(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
        return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    }

    private static long number(String text) {
        var digits = text.strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static List<String> ps(String... arguments) {
        var command = new ArrayList<>(List.of("ps"));
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            return process.inputReader(StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            RunnerLog.warn("running ps failed: " + e);
            return List.of();
        }
    }

    /// A process and those that its main thread started, as far down as they go.
    static List<Long> withChildren(@Nullable Long pid) {
        var all = new ArrayList<Long>();
        if (pid != null) {
            all.add(pid);
        }
        for (int i = 0; i < all.size() && HAS_PROC; i++) {
            long one = all.get(i);
            var children =
                    new String(
                            read(PROC.resolve(one + "/task/" + one + "/children")),
                            StandardCharsets.US_ASCII);
            for (var child : children.split(" ", -1)) {
                if (!child.isBlank()) {
                    all.add(Long.parseLong(child.strip()));
                }
            }
        }
        return all;
    }
}
