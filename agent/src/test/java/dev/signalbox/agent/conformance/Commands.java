package dev.signalbox.agent.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the commands that an agent's tools have started, by the folder in which they run.
final class Commands {
    private Commands() {}

    /// Whether a command with this text in its command line runs in the folder.
    static boolean isRunning(String text, Path folder) throws IOException {
        var real = folder.toRealPath();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (isIn(process, real) && commandLine(process).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isIn(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
        } catch (IOException _) {
            return false; // It has ended meanwhile.
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException _) {
            return ""; // It has ended meanwhile.
        }
    }
}
