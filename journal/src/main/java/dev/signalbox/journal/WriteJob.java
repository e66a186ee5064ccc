package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A piece of work for the [SqliteWriter], and what became of it.
///
/// It runs inside a transaction and is answered after the commit; it runs again when the
/// transaction is repeated.
final class WriteJob<T> {
    private final String what;
    private final long bytes;
    private final Work<T> work;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Misplaced error;

    WriteJob(String what, long bytes, Work<T> work) {
        this.what = what;
        this.bytes = bytes;
        this.work = work;
    }

    @FunctionalInterface
    interface Work<T> {
        @Nullable T run(SqliteStatements statements) throws SQLException;
    }

    long bytes() {
        return bytes;
    }

    /// Runs on the writer's thread. A caller's error is kept for the caller.
    void run(SqliteStatements statements) throws SQLException {
        try {
            result = work.run(statements);
            error = null;
        } catch (Misplaced e) {
            error = e;
        }
    }

    /// The transaction is on disk.
    void succeed() {
        done.complete(null);
    }

    void fail(Throwable cause) {
        done.completeExceptionally(cause);
    }

    /// Waits for the outcome.
    ///
    /// @throws Misplaced what the work threw
    @Nullable T await() throws JournalException, InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw new JournalException(
                    "could not %s: %s".formatted(what, cause == null ? e : cause.getMessage()),
                    cause);
        }
        if (error != null) {
            throw error;
        }
        return result;
    }
}
