package dev.signalbox.app;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The end of a server that was told to end: in order, and within ten seconds even when a part of it
/// hangs. What hangs is left behind: whatever was shown to anybody is in the journal, and runners
/// keep what is not.
final class ServerEnd implements Runnable {
    private static final System.Logger LOG = System.getLogger(ServerEnd.class.getName());

    /// Leaves a second to the end of the process itself.
    private static final Duration MOST = Duration.ofSeconds(9);

    private final CompletableFuture<@Nullable Wiring> begun = new CompletableFuture<>();

    /// The server has started.
    void begun(Wiring server) {
        begun.complete(server);
    }

    /// The server has not started, and has left nothing.
    void notBegun() {
        begun.complete(null);
    }

    /// On the signal's thread.
    @Override
    public void run() {
        var thread = Thread.ofPlatform().daemon().name("server-end").start(this::end);
        try {
            if (!thread.join(MOST)) {
                LOG.log(
                        Level.WARNING,
                        "a part of the server does not end: it is left behind, nothing that was"
                                + " shown is lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            // A start that is under way comes to its end first.
            @Nullable Wiring server = begun.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
            if (server != null) {
                server.end();
            }
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "the start takes too long to wait for it");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
