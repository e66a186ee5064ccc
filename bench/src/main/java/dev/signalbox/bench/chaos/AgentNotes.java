package dev.signalbox.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// What the agent leaves in a folder for whoever checks: a byte for each event that it said, and
/// notes.
record AgentNotes(Path folder, String query) {
    /// How many events the agent has handed to the kernel.
    long saidSoFar() throws IOException {
        var file = file("said");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    void said() throws IOException {
        Files.write(
                file("said"),
                new byte[] {'.'},
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    void note(String name, String text) throws IOException {
        var whole = file(name + ".new");
        Files.writeString(whole, text);
        Files.move(whole, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    boolean has(String name) {
        return Files.exists(file(name));
    }

    String text(String name) throws IOException {
        return Files.readString(file(name));
    }

    /// Two processes meet here, and a file is all they share.
    ///
    /// @throws IOException if nobody leaves the note in time
    void await(String name, Duration most) throws IOException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!has(name)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no note '" + name + "' of query " + query);
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private Path file(String name) {
        return folder.resolve(query + "." + name);
    }
}
