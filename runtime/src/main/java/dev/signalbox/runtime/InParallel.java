package dev.signalbox.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/// Work on many sessions, several at a time.
final class InParallel {
    /// Enough to keep the journal's writer and the disk busy.
    private static final int AT_ONCE_MAX = 16;

    private InParallel() {}

    /// Does something for each, on virtual threads, and waits until all is done. An interrupt ends
    /// the wait, and what has not begun is left out.
    ///
    /// @param what for the names of the threads
    /// @param id of the session that one is of
    /// @param work must not throw
    static <T> void each(String what, List<T> all, Function<T, String> id, Consumer<T> work) {
        var places = new Semaphore(AT_ONCE_MAX);
        var threads = new ArrayList<Thread>();
        try {
            for (var one : all) {
                places.acquire();
                threads.add(
                        Thread.ofVirtual()
                                .name("session-" + id.apply(one) + "-" + what)
                                .start(() -> {
                                    try {
                                        work.accept(one);
                                    } finally {
                                        places.release();
                                    }
                                }));
            }
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
