package dev.signalbox.server.access;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The one thread that changes a file and what was read from it. A virtual one, from the making to
/// [#close]; work that is given to it is done piece after piece.
public final class FileOwner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileOwner.class.getName());
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final String name;
    private final ScheduledExecutorService thread;

    /// @param name of the thread
    public FileOwner(String name) {
        this.name = name;
        thread =
                Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name(name).factory());
    }

    /// Does something on the thread, and waits for it.
    ///
    /// @throws SignalboxException what the work throws; `OVERLOADED` after [#close]
    public <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SignalboxException named) {
                throw named;
            }
            throw new IllegalStateException(name + " cannot be changed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignalboxException(ErrorCode.INTERNAL, "interrupted", e);
        } catch (RejectedExecutionException e) {
            throw new SignalboxException(ErrorCode.OVERLOADED, "the server is stopping", e);
        }
    }

    /// Does something again and again, with such pauses.
    public void every(Duration pause, Runnable work) {
        var _ =
                thread.scheduleWithFixedDelay(
                        work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Does a last thing, and ends. Takes two seconds at most.
    void closeAfter(Runnable last) {
        thread.execute(last);
        close();
    }

    /// Does what was given to it, and ends. Takes two seconds at most.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "what was last to be written of " + name + " is not");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
