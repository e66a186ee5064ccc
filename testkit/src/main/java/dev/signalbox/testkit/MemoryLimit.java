package dev.signalbox.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A control group that may hold only so much memory: the kernel kills what wants more. Needs a
/// memory controller that this process may use (as root, as a rule). Linux only.
public final class MemoryLimit implements AutoCloseable {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private static final Duration REMOVAL = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(5);

    private final Path group;

    private MemoryLimit(Path group) {
        this.group = group;
    }

    /// Whether this machine lets us.
    public static boolean isAvailable() {
        return root().isPresent();
    }

    private static Optional<Path> root() {
        return Stream.of(CGROUPS.resolve("memory"), CGROUPS)
                .filter(root ->
                        Files.isWritable(root.resolve("cgroup.procs")) && hasController(root))
                .findFirst();
    }

    private static boolean hasController(Path root) {
        if (Files.exists(root.resolve("memory.limit_in_bytes"))) {
            return true;
        }
        try {
            return Files.readString(root.resolve("cgroup.subtree_control")).contains("memory");
        } catch (IOException e) {
            return false; // No cgroup v2 here.
        }
    }

    /// Makes a group without processes.
    ///
    /// @param name of the group; nobody else's
    /// @throws IOException if there is no memory controller to be had, or the group is there already
    public static MemoryLimit make(String name, long bytes) throws IOException {
        var root =
                root().orElseThrow(() -> new IOException("no memory controller below " + CGROUPS));
        var group = Files.createDirectory(root.resolve(name));
        boolean isFirstVersion = Files.exists(group.resolve("memory.limit_in_bytes"));
        var limit = isFirstVersion ? "memory.limit_in_bytes" : "memory.max";
        Files.writeString(group.resolve(limit), Long.toString(bytes));
        return new MemoryLimit(group);
    }

    /// Puts a process under the limit. What it holds already is not counted, what it takes from now
    /// on is.
    public void add(long pid) throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
    }

    /// Removes the group. Its processes must be gone; the kernel may take a moment to see that.
    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + REMOVAL.toNanos();
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }
}
