package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A small file system that can be made full, read-only and broken, for real: a tool for fault
/// tests. Needs Linux, root and `mount`; one whose syncs fail needs a loop device and `mkfs.ext4`
/// too. One owner thread; what is on it is gone with [#close].
public final class FaultyDisk implements AutoCloseable {
    private static final String FILL = "fill-the-disk";
    private static final int CHUNK_BYTES = 4096;
    private static final int IMAGE_MIB = 64;

    private final Path path;
    private final @Nullable FaultyDisk below;

    private FaultyDisk(Path path, @Nullable FaultyDisk below) {
        this.path = path;
        this.below = below;
    }

    /// Mounts a file system in memory.
    ///
    /// @param path where; made if it is not there
    /// @throws AssertionError if it cannot be had under continuous integration; elsewhere the test
    ///   that asks is skipped
    public static FaultyDisk inMemory(Path path, int mib) throws IOException {
        Files.createDirectories(path);
        mount(List.of("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "none", path.toString()));
        return new FaultyDisk(path, null);
    }

    /// Mounts a file system that takes writes as any other, and whose syncs fail when it
    /// [#breakDown]: its blocks have no room on the disk below it. What was written then and not
    /// synced is lost, and the kernel says so once.
    ///
    /// @param path where; made if it is not there
    /// @param below where the disk below it is mounted
    public static FaultyDisk ofBlocks(Path path, Path below) throws IOException {
        var disk = inMemory(below, IMAGE_MIB / 2);
        try {
            run(List.of("truncate", "-s", IMAGE_MIB + "M", disk.image()));
            var options = List.of("-q", "-F", "-m", "0", "-O", "^has_journal", "-E", "nodiscard");
            var make = new ArrayList<>(List.of("mkfs.ext4"));
            make.addAll(options);
            make.add(disk.image());
            mount(make);
            Files.createDirectories(path);
            mountImage(disk, path);
            return new FaultyDisk(path, disk);
        } catch (IOException | RuntimeException | Error e) {
            disk.close();
            throw e;
        }
    }

    private static void mountImage(FaultyDisk below, Path path) throws IOException {
        mount(List.of("mount", "-o", "loop,errors=remount-ro", below.image(), path.toString()));
    }

    private String image() {
        return path.resolve("image").toString();
    }

    /// Where it is mounted.
    public Path path() {
        return path;
    }

    /// Takes all the room that is left.
    public void fill() throws IOException {
        var chunk = new byte[CHUNK_BYTES];
        try (var file =
                Files.newOutputStream(
                        path.resolve(FILL), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                file.write(chunk);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /// Gives back the room that [#fill] took.
    public void free() throws IOException {
        Files.deleteIfExists(path.resolve(FILL));
    }

    /// From now on nothing can be written, as after an error that the file system found in itself.
    public void makeReadOnly() throws IOException {
        var device = run(List.of("losetup", "-n", "-O", "NAME", "-j", below().image()));
        var trigger =
                Path.of("/sys/fs/ext4", Path.of(device.strip()).getFileName().toString())
                        .resolve("trigger_fs_error");
        Files.writeString(trigger, "a planned fault", StandardOpenOption.WRITE);
    }

    /// As a person does who repairs it: unmounts it, which needs that nobody has a file of it open,
    /// and mounts it again.
    ///
    /// @throws IOException if it is in use
    public void mountAnew() throws IOException {
        run(List.of("umount", path.toString()));
        mountImage(below(), path);
    }

    /// Writes into new blocks go on and syncs of them fail.
    ///
    /// @throws IllegalStateException if this disk is not one of [#ofBlocks]
    public void breakDown() throws IOException {
        below().fill();
    }

    /// Syncs work again.
    public void repair() throws IOException {
        below().free();
    }

    private FaultyDisk below() {
        if (below == null) {
            throw new IllegalStateException("a disk in memory can be made full, and nothing else");
        }
        return below;
    }

    private static void mount(List<String> command) throws IOException {
        try {
            run(command);
        } catch (IOException e) {
            throw Requirement.isMissing(
                    "no file system for a fault test, which needs root and the right to mount: "
                            + e.getMessage(),
                    System.getenv(),
                    System.err);
        }
    }

    /// @return what it printed
    private static String run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            var said = String.join(" ", out.lines().toList());
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(
                        "'%s' ended with %d: %s".formatted(String.join(" ", command), exit, said));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in '" + String.join(" ", command) + "'", e);
        }
    }

    /// Takes it away, also when files on it are open.
    @Override
    public void close() throws IOException {
        run(List.of("umount", "-l", path.toString()));
        if (below != null) {
            below.close();
        }
    }
}
