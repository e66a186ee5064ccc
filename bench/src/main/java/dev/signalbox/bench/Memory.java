package dev.signalbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What processes hold of the machine's memory, as Linux says it.
final class Memory {
    private Memory() {}

    static double residentMegabytes(long pid) throws IOException {
        return kilobytes(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:") / 1024.0;
    }

    /// The proportional share (PSS) of all that a process has started, without itself: pages that
    /// several share are counted once.
    static double ofDescendantsMegabytes(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToDouble(Memory::proportionalMegabytes)
                .sum();
    }

    private static double proportionalMegabytes(ProcessHandle process) {
        try {
            var file = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
            return kilobytes(file, "Pss:") / 1024.0;
        } catch (IOException _) {
            return 0; // It has ended meanwhile.
        }
    }

    private static long kilobytes(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + name + " in " + file);
    }
}
