package dev.signalbox.testkit;

import java.time.Duration;

/// What is wrong with a connection through a [FaultProxy].
public sealed interface LinkFault {
    /// Nothing: bytes go through as they come.
    LinkFault PASS = new Pass();

    /// Both sides see a connection that lives, and nothing else.
    LinkFault HALF_OPEN = new HalfOpen();

    /// Which way bytes go.
    enum Direction {
        TO_CLIENT,
        TO_SERVER
    }

    /// How a connection ends.
    enum End {
        /// In order, as a process that closes its socket ends it.
        FIN,
        /// At once; what is on its way is lost.
        RST
    }

    /// Nothing is wrong.
    record Pass() implements LinkFault {}

    /// Every piece is held back for so long, both ways.
    record Delay(Duration by) implements LinkFault {
        public Delay {
            requirePositive(by.toNanos(), "a delay");
        }
    }

    /// The connection ends behind so many more bytes in one direction; 0 ends it with the next one.
    record CutAfter(long bytes, Direction direction, End end) implements LinkFault {
        public CutAfter {
            if (bytes < 0) {
                throw new IllegalArgumentException("a cut after " + bytes + " bytes");
            }
        }
    }

    /// What either side says is taken and goes nowhere, its goodbye too: as with a network in
    /// between that has forgotten the connection.
    record HalfOpen() implements LinkFault {}

    /// The receiver in this direction takes so many bytes a second.
    record Slow(long bytesPerSecond, Direction direction) implements LinkFault {
        public Slow {
            requirePositive(bytesPerSecond, "bytes a second");
        }
    }

    /// The receiver in this direction takes nothing, so that the sender feels it.
    record Stall(Direction direction) implements LinkFault {}

    private static void requirePositive(long value, String what) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be more than 0");
        }
    }
}
