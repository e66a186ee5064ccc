package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Finds programs as a shell would, and asks what they are.
public final class PathSearch {
    private PathSearch() {}

    /// The program of that name; null when the `PATH` leads to none.
    public static @Nullable Path find(String command, Map<String, String> environment) {
        for (var place : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            var file = place.isBlank() ? null : Path.of(place, command);
            if (file != null && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /// What a program answers to `--version`; null when it says nothing of use. Waits for it for some
    /// seconds at most.
    public static @Nullable String version(Path program, Map<String, String> environment) {
        return ProgramVersions.of(program, environment);
    }
}
