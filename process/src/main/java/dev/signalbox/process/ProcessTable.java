package dev.signalbox.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What the system says of processes: through `/proc`, and with `ps` where there is none (macOS).
/// Of other users' processes it says less, or nothing.
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/environ"));
    private static final String PS_FIELDS = "pid=,pgid=,command=";
    private static final int SESSION_FIELD = 3; // of /proc/PID/stat, counted after the name

    private ProcessTable() {}

    /// One process at one moment.
    ///
    /// @param variables its environment when it was started, `NAME=value` each after a NUL, and a NUL
    ///   at the end; on macOS its whole command line with the environment after it
    /// @param session the process session that it is in; its process group on macOS
    record Row(ProcessHandle process, String variables, String session) {
        /// Whether it may have an environment in a moment: a process that is just becoming another
        /// program has none. Neither do threads of the kernel, which are in no session.
        boolean isBecomingAnother() {
            return variables.equals("\0\0") && !session.equals("0");
        }

        boolean carries(String variable) {
            return HAS_PROC
                    ? variables.contains("\0" + variable + "\0")
                    : (variables + " ").contains(" " + variable + " ");
        }

        /// What follows a text in the environment, up to the end of the variable; empty when it is
        /// not there.
        String after(String start) {
            char separator = HAS_PROC ? '\0' : ' ';
            int at = variables.indexOf(separator + start);
            if (at < 0) {
                return "";
            }
            int begin = at + 1 + start.length();
            int end = variables.indexOf(separator, begin);
            return variables.substring(begin, end < 0 ? variables.length() : end);
        }

        /// What follows an argument in the command line.
        Optional<String> argument(String name) {
            var words = List.of(commandLine().split(HAS_PROC ? "\0" : " ", -1));
            int at = words.indexOf(name);
            return at < 0 || at + 1 >= words.size()
                    ? Optional.empty()
                    : Optional.of(words.get(at + 1));
        }

        /// Its program and arguments.
        String commandLine() {
            return HAS_PROC
                    ? text(PROC.resolve(process.pid() + "/cmdline"), StandardCharsets.UTF_8)
                    : variables;
        }
    }

    /// Shows all that run, but this process itself, one after the other, each as soon as it was
    /// looked at, the newest first; zombies do not run. A handle knows when its process started and
    /// is made before the process is looked at: what is done with it never hits another one that got
    /// the number later.
    ///
    /// @return false when some were not seen, as there are no file handles left
    static boolean each(Consumer<Row> consumer) {
        return each(consumer, 1);
    }

    /// The same, and then those that came up meanwhile, so often: what forks and exits at once is
    /// gone when a list that was made before gets to it.
    static boolean each(Consumer<Row> consumer, int rounds) {
        if (!HAS_PROC) {
            var rows = rowsOf(ps("-A", "-E", "-ww", "-o", PS_FIELDS));
            rows.forEach(consumer);
            return !rows.isEmpty(); // ps itself would be among them
        }
        var seen = new HashSet<Long>();
        seen.add(ProcessHandle.current().pid());
        for (int round = 0; round < rounds; round++) {
            if (!eachInProc(consumer, seen)) {
                return false;
            }
        }
        return true;
    }

    /// One process, as of now.
    ///
    /// @return empty when it is gone
    static Optional<Row> row(ProcessHandle process) {
        return HAS_PROC
                ? inProc(process)
                : rowsOf(ps("-p", Long.toString(process.pid()), "-E", "-ww", "-o", PS_FIELDS))
                        .stream()
                        .findFirst();
    }

    private static boolean eachInProc(Consumer<Row> consumer, Set<Long> seen) {
        var fresh = new ArrayList<Long>();
        try (var dirs = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var dir : dirs) {
                long pid = Long.parseLong(dir.getFileName().toString());
                if (!seen.contains(pid)) {
                    fresh.add(pid);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
        for (long pid : fresh.reversed()) {
            var row = ProcessHandle.of(pid).flatMap(ProcessTable::inProc);
            row.ifPresent(consumer);
            if (row.filter(Row::isBecomingAnother).isEmpty()) {
                seen.add(pid);
            }
        }
        return true;
    }

    private static Optional<Row> inProc(ProcessHandle process) {
        var dir = PROC.resolve(Long.toString(process.pid()));
        var stat = text(dir.resolve("stat"), StandardCharsets.ISO_8859_1);
        int nameEnd = stat.lastIndexOf(')'); // a name may hold anything
        var fields = stat.substring(nameEnd + 1).strip().split(" ", -1);
        if (fields.length <= SESSION_FIELD || fields[0].equals("Z")) {
            return Optional.empty();
        }
        var environ = text(dir.resolve("environ"), StandardCharsets.UTF_8);
        return Optional.of(new Row(process, "\0" + environ + "\0", fields[SESSION_FIELD]));
    }

    private static List<Row> rowsOf(List<String> lines) {
        var rows = new ArrayList<Row>();
        for (var line : lines) {
            var fields = line.strip().split(" +", 3);
            if (fields.length == 3) {
                ProcessHandle.of(Long.parseLong(fields[0]))
                        .filter(process -> !process.equals(ProcessHandle.current()))
                        .filter(ProcessHandle::isAlive)
                        .ifPresent(process -> rows.add(new Row(process, fields[2], fields[1])));
            }
        }
        return rows;
    }

    /// Resident memory of some processes together, in bytes; those that are gone count nothing.
    public static long residentBytes(List<Long> pids) {
        long kib = 0;
        if (!HAS_PROC) {
            var list = pids.stream().map(String::valueOf).toList();
            for (var line : ps("-o", "rss=", "-p", String.join(",", list))) {
                kib += number(line);
            }
            return kib * 1024;
        }
        for (long pid : pids) {
            var status = text(PROC.resolve(pid + "/status"), StandardCharsets.UTF_8);
            int at = status.indexOf("VmRSS:");
            if (at >= 0) {
                kib += number(status.substring(at + 6, status.indexOf("kB", at)));
            }
        }
        return kib * 1024;
    }

    /// Whether a process was stopped by a signal and waits to be continued.
    public static boolean isFrozen(long pid) {
        if (!HAS_PROC) {
            return ps("-o", "state=", "-p", Long.toString(pid)).stream()
                    .anyMatch(state -> state.strip().startsWith("T"));
        }
        var stat = text(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
        return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    }

    private static long number(String text) {
        var digits = text.strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /// A process and those that its main thread started, as far down as they go.
    public static List<Long> withChildren(long pid) {
        var all = new ArrayList<Long>();
        all.add(pid);
        for (int i = 0; i < all.size() && HAS_PROC; i++) {
            long one = all.get(i);
            var children =
                    text(
                            PROC.resolve(one + "/task/" + one + "/children"),
                            StandardCharsets.US_ASCII);
            for (var child : children.split(" ", -1)) {
                if (!child.isBlank()) {
                    all.add(Long.parseLong(child.strip()));
                }
            }
        }
        return all;
    }

    /// The file, or nothing when the process is gone or somebody else's.
    private static String text(Path file, Charset charset) {
        try {
            return new String(Files.readAllBytes(file), charset);
        } catch (IOException e) {
            return "";
        }
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
            return List.of();
        }
    }
}
