package dev.signalbox.runner;

import dev.signalbox.protocol.LogLevel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/// Gets what was said onto the disk and only then before servers. A disk that takes nothing is tried
/// again until it does; meanwhile order is kept in memory, and a pong says so. Owned by the agent
/// loop.
final class Publisher {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Spool spool;
    private final RunnerSocket socket;
    private final Recorder recorder;
    private final Timers timers;
    private final QueryDesk desk;
    private final QueryBook book;
    private final RememberedFacts remembered;
    private final Supplier<Snapshot> snapshot;
    private boolean isBroken;
    private boolean isForcePlanned;

    /// @param snapshot how things stand
    Publisher(
            Spool spool,
            RunnerSocket socket,
            Recorder recorder,
            Timers timers,
            QueryDesk desk,
            QueryBook book,
            RememberedFacts remembered,
            Supplier<Snapshot> snapshot) {
        this.spool = spool;
        this.socket = socket;
        this.recorder = recorder;
        this.timers = timers;
        this.desk = desk;
        this.book = book;
        this.remembered = remembered;
        this.snapshot = snapshot;
    }

    /// Writes what was said, then shows it.
    void publish() {
        if (isBroken) {
            socket.show(socket.snapshot().withSpoolTrouble(trouble()));
            return; // The retry is on its way.
        }
        if (!spool.flush()) {
            isBroken = true;
            var why = "the spool cannot be written: " + spool.trouble();
            RunnerLog.warn(why);
            recorder.log(LogLevel.ERROR, why);
            socket.show(socket.snapshot().withSpoolTrouble(trouble()));
            timers.after(RETRY, this::retry);
            return;
        }
        book.spooled();
        remembered.write();
        socket.show(snapshot.get().withSpoolTrouble(trouble()));
        if (desk.takeEnded()) {
            force();
        }
    }

    private void retry() {
        if (spool.flush()) {
            isBroken = false;
            RunnerLog.warn("the spool can be written again");
            recorder.log(LogLevel.INFO, "the spool can be written again");
        } else {
            timers.after(RETRY, this::retry);
        }
    }

    /// What servers are told while it lasts; null when all is well.
    private @Nullable String trouble() {
        var why = spool.trouble();
        if (why == null) {
            return spool.isFull()
                    ? "the spool has all the events that it may hold; the agent waits until the server"
                            + " acknowledges some"
                    : null;
        }
        return why.getMessage()
                + (spool.isFull()
                        ? "; memory is full too, and the agent waits"
                        : "; events wait in memory");
    }

    private void force() {
        try {
            spool.force();
        } catch (IOException e) {
            RunnerLog.warn("the spool cannot be forced to disk: " + e);
            if (!isForcePlanned) {
                isForcePlanned = true;
                timers.after(RETRY, this::forceAgain);
            }
        }
    }

    private void forceAgain() {
        isForcePlanned = false;
        force();
    }

    /// The last words: the disk is asked once more, whatever it said before.
    void finish() {
        isBroken = false;
        publish();
        if (isBroken) {
            RunnerLog.warn(
                    "the runner ends, and "
                            + spool.unwrittenEvents()
                            + " events are lost: the disk does not take them");
        }
        force();
    }
}
