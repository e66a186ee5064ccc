package dev.signalbox.environment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The processes that carry a session's marker, `SIGNALBOX_SESSION=<id>`, in the environment they
/// were started with. It is inherited, so it finds what process groups and parents do not: a daemon
/// that forked twice and called `setsid`.
final class MarkedProcesses {
    static final String MARKER = "SIGNALBOX_SESSION";

    private static final System.Logger LOG = System.getLogger(MarkedProcesses.class.getName());
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/environ"));
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String marker;

    MarkedProcesses(String sessionId) {
        this.marker = MARKER + "=" + sessionId;
    }

    /// Whether this very process, not one that got its number later, carries the marker and has the
    /// word in its command line.
    boolean isOurs(ProcessHandle process, String word) {
        if (!HAS_PROC) {
            var line = psLine(process.pid());
            return line != null && carries(line) && line.contains(word) && process.isAlive();
        }
        var dir = PROC.resolve(Long.toString(process.pid()));
        return carries(read(dir.resolve("environ")))
                && new String(read(dir.resolve("cmdline")), StandardCharsets.UTF_8).contains(word)
                && process.isAlive();
    }

    /// Kills every process that carries the marker, again and again until there is none.
    ///
    /// @return the number killed
    int killAll(Duration within) {
        long begin = System.nanoTime();
        int killed = 0;
        while (true) {
            var found = find();
            if (found.isEmpty()) {
                return killed;
            }
            for (var process : found) {
                // A handle knows when its process started, so a number used again is not hit.
                if (process.destroyForcibly()) {
                    killed++;
                }
            }
            if (System.nanoTime() - begin > within.toNanos()) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "processes survive SIGKILL " + marker + " pids=" + found);
                return killed;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private List<ProcessHandle> find() {
        return HAS_PROC ? findInProc() : findWithPs();
    }

    private List<ProcessHandle> findInProc() {
        var found = new ArrayList<ProcessHandle>();
        try (var dirs = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var dir : dirs) {
                add(found, Long.parseLong(dir.getFileName().toString()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "reading /proc", e);
        }
        return found;
    }

    private void add(List<ProcessHandle> found, long pid) {
        var handle = handle(pid); // before the marker is read: see killAll
        if (handle != null && carries(read(PROC.resolve(pid + "/environ")))) {
            found.add(handle);
        }
    }

    private static @Nullable ProcessHandle handle(long pid) {
        return pid == ProcessHandle.current().pid() ? null : ProcessHandle.of(pid).orElse(null);
    }

    /// The file, or nothing when the process is gone or somebody else's.
    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private boolean carries(byte[] environ) {
        byte[] wanted = marker.getBytes(StandardCharsets.UTF_8);
        int start = 0;
        for (int i = 0; i <= environ.length; i++) {
            if (i == environ.length || environ[i] == 0) {
                if (i - start == wanted.length
                        && Arrays.equals(environ, start, i, wanted, 0, wanted.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    // Where there is no /proc (macOS), `ps -E` shows the environment of one's own processes.

    private boolean carries(String psLine) {
        return (psLine + " ").contains(" " + marker + " ");
    }

    private List<ProcessHandle> findWithPs() {
        var found = new ArrayList<ProcessHandle>();
        for (var line : ps("-A")) {
            if (carries(line)) {
                addAgain(found, Long.parseLong(line.strip().split(" ", 2)[0]));
            }
        }
        return found;
    }

    private void addAgain(List<ProcessHandle> found, long pid) {
        var handle = handle(pid); // before the marker is read: see killAll
        var line = handle == null ? null : psLine(pid);
        if (handle != null && line != null && carries(line)) {
            found.add(handle);
        }
    }

    private static @Nullable String psLine(long pid) {
        var lines = ps("-p", Long.toString(pid));
        return lines.isEmpty() ? null : lines.getFirst();
    }

    private static List<String> ps(String... which) {
        var command = new ArrayList<>(List.of("ps", "-E", "-ww", "-o", "pid=,command="));
        command.addAll(List.of(which));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            return process.inputReader(StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "running ps", e);
            return List.of();
        }
    }
}
