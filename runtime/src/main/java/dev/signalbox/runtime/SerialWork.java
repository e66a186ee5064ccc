package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Work that can block, done piece after piece by one virtual thread. Any thread may give it some.
final class SerialWork implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SerialWork.class.getName());

    /// A start that is under way may come to its end, so that its runner is found again.
    private static final Duration NEAR = Duration.ofSeconds(3);

    private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(10);

    private final String sessionId;
    private final ExecutorService worker;

    /// Work that may be interrupted: then its session has left memory.
    @FunctionalInterface
    interface Piece {
        void run() throws InterruptedException;
    }

    SerialWork(String sessionId) {
        this.sessionId = sessionId;
        this.worker =
                Executors.newSingleThreadExecutor(
                        Thread.ofVirtual().name("session-" + sessionId + "-environment").factory());
    }

    /// Does a piece when those before it are done; never after [#close].
    ///
    /// @param what a word for the log
    void run(String what, Piece piece) {
        try {
            worker.execute(() -> {
                try {
                    piece.run();
                } catch (InterruptedException e) {
                    LOG.log(
                            INFO,
                            what + " given up: the session leaves memory session_id=" + sessionId);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(INFO, what + " not begun: the session leaves memory session_id=" + sessionId);
        }
    }

    /// Lets the piece under way come to its end if that is near, interrupts it otherwise, and waits
    /// a bounded time.
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(NEAR.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
            if (!worker.awaitTermination(CLOSE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(WARNING, "environment work does not end session_id=" + sessionId);
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
