package dev.signalbox.runner;

import java.nio.file.Path;

/// One file of a spool. Written by the agent loop, read by any thread.
final class Segment {
    static final String SUFFIX = ".jsonl";

    private final long first;
    private final Path file;
    private volatile long bytes;

    Segment(Path dir, long first, long bytes) {
        this.first = first;
        this.file = dir.resolve(String.format("%08d", first) + SUFFIX);
        this.bytes = bytes;
    }

    /// The offset of its first line.
    long first() {
        return first;
    }

    Path file() {
        return file;
    }

    /// How much of the file is whole lines that may be read.
    long bytes() {
        return bytes;
    }

    void bytes(long now) {
        bytes = now;
    }
}
