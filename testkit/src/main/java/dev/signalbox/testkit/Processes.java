package dev.signalbox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Looks at the processes of this machine, through `/proc`, so on Linux only.
///
/// A zombie counts as dead: it runs nothing, and who will reap it is not the matter of who killed it.
public final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final String MARKER = "SIGNALBOX_SESSION=";
    private static final Duration POLL = Duration.ofMillis(20);

    private Processes() {}

    public static boolean isAlive(long pid) {
        return switch (state(pid)) {
            case 'Z', 'X' -> false;
            default -> true;
        };
    }

    /// The letter that the kernel gives, X for one that is gone.
    private static char state(long pid) {
        try {
            // "PID (name) STATE …", and the name may hold anything.
            var stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X'; // Gone before, or while, it was read.
        }
    }

    /// Whether a process is held by SIGSTOP.
    public static boolean isFrozen(long pid) {
        return state(pid) == 'T';
    }

    /// Sends a signal by its name without SIG, such as `STOP`; to a process that is gone, in vain.
    public static void signal(long pid, String name) throws IOException, InterruptedException {
        var kill =
                new ProcessBuilder("sh", "-c", "kill -$0 $1", name, Long.toString(pid))
                        .redirectErrorStream(true)
                        .start();
        var said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0 && isAlive(pid)) {
            throw new IOException("kill -" + name + " " + pid + ": " + said.strip());
        }
    }

    /// The ids of the living processes that carry `SIGNALBOX_SESSION=<id>` in the environment they were started with.
    /// Those of other users cannot be seen.
    public static List<Long> ofSession(String sessionId) {
        return all(pid -> has(pid, "environ", MARKER + sessionId));
    }

    private static List<Long> all(Predicate<Long> wanted) {
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(pid -> wanted.test(pid) && isAlive(pid))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean has(long pid, String file, String word) {
        try {
            var words =
                    Files.readString(PROC.resolve(pid + "/" + file), StandardCharsets.ISO_8859_1);
            return Arrays.asList(words.split("\0")).contains(word);
        } catch (IOException e) {
            return false; // Gone, or somebody else's.
        }
    }

    /// The ids of the living processes that have a word among their arguments.
    public static List<Long> withWord(String word) {
        return all(pid -> has(pid, "cmdline", word));
    }

    /// Waits until no process of the session is left.
    ///
    /// @throws AssertionError if one is after `timeout`; says which
    public static void awaitNoneOfSession(String sessionId, Duration timeout)
            throws InterruptedException {
        awaitNone(() -> ofSession(sessionId), timeout, "session " + sessionId + " still has ");
    }

    /// Waits until a process is dead.
    ///
    /// @throws AssertionError if it is not after `timeout`
    public static void awaitDead(long pid, Duration timeout) throws InterruptedException {
        awaitNone(() -> isAlive(pid) ? List.of(pid) : List.of(), timeout, "still alive: ");
    }

    /// Waits until there is none.
    ///
    /// @param otherwise what is said before those that there are
    /// @throws AssertionError if there is one after `timeout`
    public static void awaitNone(Supplier<List<Long>> living, Duration timeout, String otherwise)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (var left = living.get(); !left.isEmpty(); left = living.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        left.stream()
                                .map(Processes::describe)
                                .collect(Collectors.joining(", ", otherwise, "")));
            }
            Thread.sleep(POLL);
        }
    }

    /// Its id and its command line.
    public static String describe(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .map(command -> "%d (%s)".formatted(pid, command))
                .orElseGet(() -> String.valueOf(pid));
    }
}
