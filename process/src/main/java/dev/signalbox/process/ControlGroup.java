package dev.signalbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A control group of the Linux kernel, of version 1 or 2: a directory. What is started in it stays
/// in it, whatever it does to its parents, its session and its environment, unless it may write to
/// the directory of another group.
///
/// Nothing here throws when the group is gone: then nothing is in it.
///
/// @param dir absolute, in a mounted hierarchy
public record ControlGroup(Path dir) {
    /// Holds the ids of the processes in the group. A process that writes `0` to it enters.
    public static final String PROCESSES = "cgroup.procs";

    private static final String KILL = "cgroup.kill";
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration FREEZE = Duration.ofMillis(200);

    /// Makes the group, and those above it that are absent.
    public ControlGroup create() throws IOException {
        Files.createDirectories(dir);
        if (!exists()) {
            throw new IOException(dir + " is in no hierarchy of control groups");
        }
        return this;
    }

    /// Whether there is such a group.
    public boolean exists() {
        return Files.exists(dir.resolve(PROCESSES));
    }

    /// Whether this process may put others into the group.
    public boolean isWritable() {
        return Files.isWritable(dir.resolve(PROCESSES));
    }

    /// A group within this one.
    public ControlGroup child(String name) {
        return new ControlGroup(dir.resolve(name));
    }

    /// The processes in the group and in those below it that run or can run; zombies are left out.
    public List<Long> processes() {
        var all = new ArrayList<Long>();
        for (var group : withDescendants()) {
            for (var line : read(group.resolve(PROCESSES)).split("\n", -1)) {
                // 0 stands for one that this process cannot see: of another PID namespace.
                if (!line.isBlank() && !line.equals("0") && isNoZombie(line)) {
                    all.add(Long.parseLong(line));
                }
            }
        }
        return all;
    }

    private static boolean isNoZombie(String pid) {
        var stat = read(Path.of("/proc", pid, "stat"));
        int state = stat.lastIndexOf(')') + 2; // the name before it may hold anything
        return state < stat.length() && stat.charAt(state) != 'Z' && stat.charAt(state) != 'X';
    }

    /// Kills every process in the group and below it, those too that are being forked meanwhile.
    /// The group can be used again afterwards. Where the kernel cannot kill a group at once
    /// (`cgroup.kill`), it is kept from forking meanwhile: frozen, or bounded to no process more.
    ///
    /// @return what is left when the time is up; empty as a rule
    public List<Long> kill(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        if (processes().isEmpty()) {
            return List.of();
        }
        try {
            while (true) {
                killOnce();
                var left = processes();
                if (left.isEmpty() || System.nanoTime() - until > 0) {
                    return left;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } finally {
            write("pids.max", "max");
        }
    }

    private void killOnce() {
        if (write(KILL, "1")) {
            return;
        }
        write("pids.max", "0");
        boolean isFrozen = write("cgroup.freeze", "1") || write("freezer.state", "FROZEN");
        if (isFrozen) {
            awaitFrozen();
        }
        // A handle knows when its process started. It is made before the group is read again, so
        // that a number that belongs to somebody else by now is not hit.
        var handles = processes().stream().map(ProcessHandle::of).toList();
        var members = processes();
        for (var handle : handles) {
            handle.filter(one -> members.contains(one.pid()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        if (isFrozen) {
            boolean _ = write("cgroup.freeze", "0") || write("freezer.state", "THAWED");
        }
    }

    /// A process that waits for a disk does not freeze; it does not fork either.
    private void awaitFrozen() {
        long until = System.nanoTime() + FREEZE.toNanos();
        while (!isFrozen() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private boolean isFrozen() {
        return read(dir.resolve("freezer.state")).startsWith("FROZEN")
                || read(dir.resolve("cgroup.events")).contains("frozen 1");
    }

    /// Removes the group and those below it. Nothing is killed: what is in use stays.
    ///
    /// @return whether it is gone
    public boolean remove(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        while (true) {
            // The kernel needs a moment after the last process of a group has ended.
            if (tryRemove() || System.nanoTime() - until > 0) {
                return Files.notExists(dir);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean tryRemove() {
        for (var group : withDescendants().reversed()) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /// The directories of this group and of those below it, parents first.
    private List<Path> withDescendants() {
        var all = new ArrayList<Path>();
        all.add(dir);
        for (int i = 0; i < all.size(); i++) {
            try (var children = Files.newDirectoryStream(all.get(i), Files::isDirectory)) {
                children.forEach(all::add);
            } catch (IOException | DirectoryIteratorException e) {
                // Gone meanwhile, with all that was below it.
            }
        }
        return all;
    }

    /// @return false when the group has no such file, or it does not take that now
    private boolean write(String file, String text) {
        try {
            // Not created when absent: there is nothing to be created in such a file system.
            Files.write(
                    dir.resolve(file),
                    text.getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
