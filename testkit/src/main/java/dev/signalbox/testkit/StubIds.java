package dev.signalbox.testkit;

import java.util.concurrent.atomic.AtomicLong;

/// Counts out ids such as `msg_stub000001`, the same ones in the same order in every run.
final class StubIds {
    private final AtomicLong serial = new AtomicLong();

    String next(String prefix) {
        return "%s_stub%06d".formatted(prefix, serial.incrementAndGet());
    }
}
