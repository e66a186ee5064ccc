package dev.signalbox.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// A temporary folder that is removed at the end.
public record Scratch(Path dir) implements AutoCloseable {
    /// Makes one.
    public static Scratch make() throws IOException {
        return new Scratch(Files.createTempDirectory("signalbox-bench-"));
    }

    @Override
    public void close() throws IOException {
        remove(dir);
    }

    /// Removes a folder with everything in it.
    public static void remove(Path dir) throws IOException {
        Files.walkFileTree(
                dir,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failure) throws IOException {
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
